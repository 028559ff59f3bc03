#include "core/learning/recipe.h"

#include "core/learning/learning_text.h"

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <cmath>

namespace creel {

namespace {

constexpr double mostExactInteger = 9007199254740991; // JSON's numbers are doubles

template<class Enum, size_t N>
using Names = std::array<std::pair<QLatin1String, Enum>, N>;

constexpr Names<HeadKind, 2> headNames{
    {{QLatin1String("fastai"), HeadKind::Fastai}, {QLatin1String("linear"), HeadKind::Linear}}};
constexpr Names<Augmentation, 3> augmentationNames{{{QLatin1String("none"), Augmentation::None},
                                                    {QLatin1String("flip"), Augmentation::Flip},
                                                    {QLatin1String("default"), Augmentation::Default}}};

template<class Enum, size_t N>
QString nameOf(const Names<Enum, N>& names, Enum value)
{
    return std::ranges::find(names, value, &std::pair<QLatin1String, Enum>::second)->first;
}

/// Takes known values out of a JSON object; the first thing that is wrong is kept as the error.
class StrictReader
{
public:
    StrictReader(QJsonObject json, QString prefix) : m_json(std::move(json)), m_prefix(std::move(prefix)) {}

    template<class Number>
    void number(const char* name, Number& target, double low, double high)
    {
        const QJsonValue value = m_json.take(QLatin1String(name));
        if (value.isUndefined())
            return;
        const double given = value.toDouble(NAN);
        const bool isWhole = std::is_floating_point_v<Number> || given == std::floor(given);
        if (!(given >= low && given <= high && isWhole))
            complain(
                name,
                std::is_floating_point_v<Number>
                    ? LearningText::tr("a number from %1 to %2").arg(low).arg(high)
                    : LearningText::tr("a whole number from %1 to %2").arg(qint64(low)).arg(qint64(high)));
        else
            target = Number(given);
    }

    void flag(const char* name, bool& target)
    {
        const QJsonValue value = m_json.take(QLatin1String(name));
        if (value.isBool())
            target = value.toBool();
        else if (!value.isUndefined())
            complain(name, LearningText::tr("true or false"));
    }

    template<class Enum, size_t N>
    void choice(const char* name, Enum& target, const Names<Enum, N>& names)
    {
        const QJsonValue value = m_json.take(QLatin1String(name));
        if (value.isUndefined())
            return;
        QStringList allowed;
        for (const auto& [text, each] : names) {
            if (value.toString() == text) {
                target = each;
                return;
            }
            allowed.append(text);
        }
        complain(name, LearningText::tr("one of these: %1", "words").arg(allowed.join(QStringLiteral(", "))));
    }

    QJsonValue take(const char* name) { return m_json.take(QLatin1String(name)); }

    void complain(const QString& name, const QString& wanted)
    {
        if (!m_error)
            m_error = Error{ErrorCode::BadInput,
                            LearningText::tr("%1 in the recipe must be %2.").arg(m_prefix + name, wanted)};
    }
    void complain(const char* name, const QString& wanted) { complain(QLatin1String(name), wanted); }

    /// The end: what was not taken has a name that means nothing.
    Result<void> finish()
    {
        if (!m_error && !m_json.isEmpty())
            m_error = Error{
                ErrorCode::BadInput,
                LearningText::tr("A recipe has nothing named %1.").arg(m_prefix + m_json.constBegin().key())};
        if (m_error)
            return tl::unexpected(*m_error);
        return {};
    }

private:
    QJsonObject m_json;
    QString m_prefix;
    std::optional<Error> m_error;
};

QJsonObject toJson(const Stage& stage)
{
    return {{QStringLiteral("trainsBody"), stage.trainsBody},
            {QStringLiteral("side"), stage.side},
            {QStringLiteral("epochs"), stage.epochs},
            {QStringLiteral("learningRate"), stage.learningRate},
            {QStringLiteral("bodyDivisor"), stage.bodyDivisor}};
}

Result<Stage> stageFromJson(const QJsonObject& json, const QString& prefix)
{
    Stage stage;
    StrictReader reader(json, prefix);
    reader.flag("trainsBody", stage.trainsBody);
    reader.number("side", stage.side, 32, 1024);
    reader.number("epochs", stage.epochs, 0, 1000);
    reader.number("learningRate", stage.learningRate, 1e-8, 10);
    reader.number("bodyDivisor", stage.bodyDivisor, 1, 1e6);
    CREEL_TRY(reader.finish());
    return stage;
}

Result<std::vector<Stage>> stagesFromJson(const QJsonValue& json)
{
    const QJsonArray array = json.toArray();
    if (array.isEmpty() || array.size() > 20)
        return fail(ErrorCode::BadInput, LearningText::tr("A recipe needs a list of 1 to 20 stages."));
    std::vector<Stage> stages;
    for (qsizetype i = 0; i < array.size(); ++i) {
        const QString prefix = QStringLiteral("stages[%1].").arg(i);
        if (!array[i].isObject())
            return fail(ErrorCode::BadInput,
                        LearningText::tr("%1 in the recipe must be an object.").arg(prefix.chopped(1)));
        CREEL_ASSIGN(const Stage stage, stageFromJson(array[i].toObject(), prefix));
        stages.push_back(stage);
    }
    if (std::ranges::all_of(stages, [](const Stage& stage) { return stage.epochs == 0; }))
        return fail(ErrorCode::BadInput,
                    LearningText::tr("No stage of the recipe has an epoch: nothing would be learned."));
    return stages;
}

} // namespace

QString augmentationName(Augmentation augmentation)
{
    return nameOf(augmentationNames, augmentation);
}

QString headName(HeadKind head)
{
    return nameOf(headNames, head);
}

QJsonObject toJson(const Recipe& recipe)
{
    QJsonArray stages;
    for (const Stage& stage : recipe.stages)
        stages.append(toJson(stage));
    return {{QStringLiteral("head"), headName(recipe.head)},
            {QStringLiteral("augmentation"), augmentationName(recipe.augmentation)},
            {QStringLiteral("stages"), stages},
            {QStringLiteral("batchSize"), recipe.batchSize},
            {QStringLiteral("warmUp"), recipe.warmUp},
            {QStringLiteral("weightDecay"), recipe.weightDecay},
            {QStringLiteral("gradientClip"), recipe.gradientClip},
            {QStringLiteral("dropout"), recipe.dropout},
            {QStringLiteral("hidden"), recipe.hidden},
            {QStringLiteral("labelSmoothing"), recipe.labelSmoothing},
            {QStringLiteral("mixup"), recipe.mixup},
            {QStringLiteral("balancesClasses"), recipe.balancesClasses},
            {QStringLiteral("patience"), recipe.patience},
            {QStringLiteral("seed"), qint64(recipe.seed)}};
}

Result<Recipe> recipeFromJson(const QJsonObject& json)
{
    Recipe recipe;
    StrictReader reader(json, {});
    reader.choice("head", recipe.head, headNames);
    reader.choice("augmentation", recipe.augmentation, augmentationNames);
    reader.number("batchSize", recipe.batchSize, 1, 4096);
    reader.number("warmUp", recipe.warmUp, 0, 0.95);
    reader.number("weightDecay", recipe.weightDecay, 0, 10);
    reader.number("gradientClip", recipe.gradientClip, 0, 1e6);
    reader.number("dropout", recipe.dropout, 0, 0.95);
    reader.number("hidden", recipe.hidden, 1, 65536);
    reader.number("labelSmoothing", recipe.labelSmoothing, 0, 0.95);
    reader.number("mixup", recipe.mixup, 0, 10);
    reader.flag("balancesClasses", recipe.balancesClasses);
    reader.number("patience", recipe.patience, 0, 1000);
    reader.number("seed", recipe.seed, 0, mostExactInteger);
    const QJsonValue stages = reader.take("stages");
    CREEL_TRY(reader.finish());
    if (!stages.isUndefined()) {
        CREEL_ASSIGN(recipe.stages, stagesFromJson(stages));
    }
    return recipe;
}

} // namespace creel
