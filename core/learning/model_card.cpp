#include "core/learning/model_card.h"

#include "core/base/text.h"
#include "core/insight/share_text.h"
#include "core/learning/model_export.h"
#include "core/learning/model_usage.h"
#include "core/learning/weight_store.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace creel {

namespace {

/// Texts of model cards.
struct Card
{
    Q_DECLARE_TR_FUNCTIONS(ModelCard)
};

constexpr qsizetype mostMatrixClasses = 20; // a wider table cannot be read
constexpr size_t mostMixUps = 20;
constexpr qint64 fewPhotos = 20; // with them, 95 % intervals are wider than 20 points of 100

/// A text of somebody's as Markdown shows it literally.
QString literal(const QString& text)
{
    QString safe;
    for (const QChar each : text.simplified()) {
        if (QStringLiteral("\\`*[]<>|#").contains(each))
            safe += QLatin1Char('\\');
        safe += each;
    }
    return safe;
}

QString number(double value, int digits = 3)
{
    return QString::number(value, 'f', digits);
}

QString row(const QStringList& cells)
{
    return QStringLiteral("| ") + cells.join(QStringLiteral(" | ")) + QStringLiteral(" |");
}

/// The first column is text, the others are numbers.
QString table(const QStringList& head, const QList<QStringList>& rows)
{
    QStringList lines{row(head), QStringLiteral("|---|") + QStringLiteral("---:|").repeated(head.size() - 1)};
    for (const QStringList& cells : rows)
        lines.append(row(cells));
    return lines.join(QLatin1Char('\n'));
}

QString points(const QStringList& lines)
{
    return QStringLiteral("- ") + lines.join(QStringLiteral("\n- "));
}

QString section(const QString& title, const QStringList& parts)
{
    return QStringLiteral("## ") + title + QStringLiteral("\n\n") + parts.join(QStringLiteral("\n\n"));
}

QString introduction(const ModelExportSummary& model)
{
    const ModelInfo& info = model.info;
    QStringList names;
    for (const QString& name : info.classes)
        names.append(literal(name));
    const QString date = QDateTime::fromMSecsSinceEpoch(info.createdAt).date().toString(Qt::ISODate);
    return QStringLiteral("# ") + literal(info.name) + QStringLiteral("\n\n") +
           Card::tr("An image classifier (%1) that says which of %2 classes a photo shows: %3.")
               .arg(info.backbone, numberText(info.classes.size()), names.join(QStringLiteral(", "))) +
           QLatin1Char('\n') +
           Card::tr("Trained with Creel %1 on %2.").arg(literal(info.creelVersion), date) +
           QStringLiteral("\n\n") +
           Card::tr("File: `%1`, %2 bytes, SHA-256 `%3`. What programs need to use it is in `%4`.")
               .arg(displayPath(splitPath(model.file).second), numberText(model.bytes),
                    QString::fromLatin1(model.sha256), displayPath(splitPath(model.usage).second));
}

QString photosOf(const std::optional<Evaluation>& part, size_t label)
{
    return part ? numberText(part->classes[label].photos) : Card::tr("none");
}

QString data(const ModelInfo& info)
{
    QList<QStringList> rows;
    for (qsizetype i = 0; i < info.classes.size(); ++i)
        rows.append(
            {literal(info.classes[i]), photosOf(info.valid, size_t(i)), photosOf(info.test, size_t(i))});
    QStringList parts{
        Card::tr("Trained on %1.").arg(photoCountText(info.trainPhotos)),
        table({Card::tr("class"), Card::tr("validation photos"), Card::tr("test photos")}, rows)};
    if (!info.splitDigest.isEmpty())
        parts.append(
            Card::tr("Photos that belong together (copies, bursts, one post) are on one side of the split. "
                     "Split `%1`, catalog revision %2.")
                .arg(QString::fromLatin1(info.splitDigest), numberText(info.catalogRevision)));
    return section(Card::tr("Data"), parts);
}

QString licenceOf(const ModelInfo& info)
{
    if (const auto stored = WeightStore().byName(info.weightsSource))
        return stored->licence;
    const auto known = std::ranges::find(knownWeights(), info.weightsSource, &KnownWeights::name);
    return known == knownWeights().end() ? QString() : known->licence;
}

QString weightsText(const ModelInfo& info)
{
    if (info.weightsSource.isEmpty())
        return Card::tr("Started from random weights.");
    const QString licence = licenceOf(info);
    return Card::tr("Started from the pretrained weights %1; their licence: %2.")
        .arg(literal(info.weightsSource),
             licence.isEmpty() ? Card::tr("not known to Creel") : literal(licence));
}

QString recipe(const ModelInfo& info)
{
    const Recipe& recipe = info.recipe;
    QList<QStringList> stages;
    for (size_t i = 0; i < recipe.stages.size(); ++i) {
        const Stage& stage = recipe.stages[i];
        if (stage.epochs == 0)
            continue;
        stages.append({QStringLiteral("%1: %2").arg(i + 1).arg(stage.trainsBody ? Card::tr("whole network")
                                                                                : Card::tr("head alone")),
                       QString::number(stage.side), QString::number(stage.epochs),
                       QString::number(stage.learningRate)});
    }
    const QString numbers =
        Card::tr("Head: %1; augmentation: %2; batch %3; weight decay %4; dropout %5; label smoothing %6; "
                 "mixup %7; classes balanced: %8; seed %9.")
            .arg(headName(recipe.head), augmentationName(recipe.augmentation),
                 QString::number(recipe.batchSize), QString::number(recipe.weightDecay),
                 QString::number(recipe.dropout), QString::number(recipe.labelSmoothing),
                 QString::number(recipe.mixup), recipe.balancesClasses ? Card::tr("yes") : Card::tr("no"),
                 QString::number(recipe.seed));
    return section(Card::tr("Recipe"), {weightsText(info),
                                        table({Card::tr("stage"), Card::tr("pixels"), Card::tr("epochs"),
                                               Card::tr("learning rate")},
                                              stages),
                                        numbers});
}

QString scores(const Evaluation& evaluation, const QStringList& classes)
{
    QList<QStringList> rows;
    for (qsizetype i = 0; i < classes.size(); ++i) {
        const ClassScore& score = evaluation.classes[size_t(i)];
        rows.append({literal(classes[i]), number(score.precision), number(score.recall), number(score.f1),
                     numberText(score.photos)});
    }
    return table(
        {Card::tr("class"), Card::tr("precision"), Card::tr("recall"), Card::tr("F1"), Card::tr("photos")},
        rows);
}

QString matrix(const Evaluation& evaluation, const QStringList& classes)
{
    QStringList head{Card::tr("is \\ was called")};
    QList<QStringList> rows;
    for (qsizetype truth = 0; truth < classes.size(); ++truth) {
        head.append(literal(classes[truth]));
        QStringList cells{literal(classes[truth])};
        for (qsizetype called = 0; called < classes.size(); ++called)
            cells.append(numberText(evaluation.confusion[size_t(truth * classes.size() + called)]));
        rows.append(cells);
    }
    return table(head, rows);
}

/// What is taken for what most often, for models of many classes.
QString mixUps(const Evaluation& evaluation, const QStringList& classes)
{
    struct MixUp
    {
        qint64 photos;
        size_t truth, called;
    };
    const auto count = size_t(classes.size());
    std::vector<MixUp> all;
    for (size_t i = 0; i < evaluation.confusion.size(); ++i)
        if (evaluation.confusion[i] > 0 && i / count != i % count)
            all.push_back({evaluation.confusion[i], i / count, i % count});
    std::ranges::stable_sort(all, std::greater(), &MixUp::photos);
    all.resize(std::min(all.size(), mostMixUps));
    QList<QStringList> rows;
    for (const MixUp& each : all)
        rows.append({literal(classes[qsizetype(each.truth)]) + QStringLiteral(" → ") +
                         literal(classes[qsizetype(each.called)]),
                     numberText(each.photos)});
    return Card::tr("Most frequent mistakes:") + QStringLiteral("\n\n") +
           table({Card::tr("is → was called"), Card::tr("photos")}, rows);
}

QString evaluation(const QString& title, const Evaluation& part, const QStringList& classes)
{
    return section(
        title, {Card::tr("Right on %1 of %2 (in brackets: the interval that holds the true share with 95 % "
                         "probability). Macro-F1 %3, cross-entropy %4, expected calibration error %5.")
                    .arg(shareText(part.accuracy), photoCountText(part.photos), number(part.macroF1),
                         number(part.loss), number(part.calibrationError)),
                scores(part, classes),
                classes.size() > mostMatrixClasses ? mixUps(part, classes) : matrix(part, classes)});
}

QStringList rareClasses(const ModelInfo& info)
{
    QStringList rare;
    for (qsizetype i = 0; info.valid && i < info.classes.size(); ++i)
        if (info.valid->classes[size_t(i)].photos < fewPhotos)
            rare.append(literal(info.classes[i]));
    return rare;
}

QString limits(const ModelInfo& info)
{
    QStringList lines{
        Card::tr("It knows its classes only: whatever a photo shows gets one of them."),
        Card::tr(
            "The scores hold for photos like those it was tested on; elsewhere it has not been measured.")};
    if (info.abstainBelow > 0)
        lines.append(
            Card::tr("Below a confidence of %1 it should count as unsure.").arg(number(info.abstainBelow)));
    if (info.valid)
        lines.append(
            Card::tr("The epoch, the calibration and the threshold were chosen on the validation photos, "
                     "so the scores on them are a little too good."));
    else
        lines.append(Card::tr("It has not been measured at all."));
    if (const QStringList rare = rareClasses(info); !rare.isEmpty())
        lines.append(Card::tr("Fewer than %1 validation photos, so little is known about: %2.")
                         .arg(fewPhotos)
                         .arg(rare.join(QStringLiteral(", "))));
    if (info.splits)
        lines.append(
            Card::tr("Near copies flatter: a head alone reached %1 on this split, and %2 on a random one "
                     "with near copies on both sides.")
                .arg(shareText(info.splits->grouped), shareText(info.splits->random)));
    return section(Card::tr("Limits"), {points(lines)});
}

QString usage(const ModelInfo& info)
{
    const QJsonObject usage = modelUsage(info);
    const auto three = [](const std::array<float, 3>& values) {
        return QStringLiteral("%1, %2, %3").arg(values[0]).arg(values[1]).arg(values[2]);
    };
    return section(
        Card::tr("How to show it a photo"),
        {usage[QLatin1String("preprocessing")].toString(),
         table({Card::tr("name"), Card::tr("value")},
               {{QStringLiteral("side"), QString::number(info.side)},
                {QStringLiteral("crop"), QString::number(usage[QLatin1String("crop")].toDouble())},
                {QStringLiteral("mean"), three(info.normalization.mean)},
                {QStringLiteral("std"), three(info.normalization.deviation)},
                {QStringLiteral("temperature"), number(info.temperature, 4)},
                {QStringLiteral("abstain_below"), number(info.abstainBelow, 4)}}),
         Card::tr("The confidence in a class is the softmax of the logits divided by the temperature.")});
}

} // namespace

QString modelCard(const ModelExportSummary& model)
{
    const ModelInfo& info = model.info;
    QStringList sections{introduction(model), data(info), recipe(info)};
    if (info.valid)
        sections.append(evaluation(Card::tr("Scores on validation photos"), *info.valid, info.classes));
    if (info.test)
        sections.append(evaluation(Card::tr("Scores on test photos"), *info.test, info.classes));
    sections.append(limits(info));
    sections.append(usage(info));
    return sections.join(QStringLiteral("\n\n")) + QLatin1Char('\n');
}

} // namespace creel
