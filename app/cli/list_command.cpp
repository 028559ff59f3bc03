#include "app/cli/commands.h"
#include "core/catalog/box_store.h"
#include "core/review/photo_filter.h"

#include <QSet>

#include <algorithm>
#include <cmath>

namespace creel {

namespace {

struct ListOptions : CatalogOptions
{
    std::vector<std::string> labels;
    std::vector<std::string> states;
    std::vector<std::string> reasons;
    std::vector<std::string> problems;
    std::string duplicates;
    std::vector<qint64> roots;
    std::vector<qint64> ids;
    qint64 group = 0;
    bool onlyMissing = false;
    bool onlyWithPosition = false;
    bool onlyWithDate = false;
    std::string boxes;
    std::vector<std::string> boxLabels;
    std::vector<std::string> predicted;
    std::vector<std::string> confidences;
    bool onlyDisagreeing = false;
    bool onlyUnsure = false;
    std::string text;
    std::string sort = "folder";
    bool descending = false;
    qint64 limit = -1;
};

const std::vector<std::string> sortKeys{"folder", "name",      "label",      "date",
                                        "state",  "sharpness", "brightness", "similarity",
                                        "size",   "added",     "confidence"};
const std::vector<std::string> confidenceNames{"below_50", "from_50", "from_70", "from_90"};
const std::vector<std::string> duplicateKinds{"any", "exact", "near", "none"};

/// Position of `name` among `names`; the command line's parser saw to it that it is there.
template<class Enum>
Enum enumOf(const std::vector<std::string>& names, const std::string& name)
{
    return Enum(std::ranges::find(names, name) - names.begin());
}

std::vector<std::string> problemNames()
{
    std::vector<std::string> names{"any", "none"};
    for (int i = 1; i <= int(Problem::Dangling); ++i)
        names.push_back(problemName(Problem(i)).toStdString());
    return names;
}

std::vector<std::string> reasonNames()
{
    std::vector<std::string> names;
    for (const RejectReason reason : rejectReasons())
        names.push_back(reasonName(reason).toStdString());
    return names;
}

Result<QSet<LabelId>> labelIds(Connection& connection, const std::vector<std::string>& names)
{
    QSet<LabelId> ids;
    for (const std::string& name : names) {
        const Result<Label> label = labelNamed(connection, name);
        if (!label && name != "none")
            return tl::unexpected(label.error());
        ids.insert(label ? label->id : LabelId());
    }
    return ids;
}

void addProblems(PhotoFilter& filter, const std::vector<std::string>& names)
{
    for (const std::string& name : names) {
        if (name == "any")
            filter.anyProblem = true;
        else
            filter.problems.insert(name == "none" ? Problem::None : problemFromName(toText(name)));
    }
}

std::optional<bool> onlyIf(bool wanted)
{
    return wanted ? std::optional(true) : std::nullopt;
}

Result<PhotoFilter> toFilter(Connection& connection, const ListOptions& options)
{
    PhotoFilter filter;
    CREEL_ASSIGN(filter.labels, labelIds(connection, options.labels));
    for (const std::string& state : options.states)
        filter.states.insert(*stateFromName(toText(state)));
    for (const std::string& reason : options.reasons)
        filter.reasons.insert(*reasonFromName(toText(reason)));
    addProblems(filter, options.problems);
    if (!options.duplicates.empty())
        filter.duplicates = enumOf<PhotoFilter::Duplicates>(duplicateKinds, options.duplicates);
    for (const qint64 root : options.roots)
        filter.roots.insert(RootId(root));
    filter.nearGroup = PhotoId(options.group);
    filter.missing = onlyIf(options.onlyMissing);
    filter.hasPosition = onlyIf(options.onlyWithPosition);
    filter.hasDate = onlyIf(options.onlyWithDate);
    if (options.boxes == "any" || options.boxes == "none" || options.boxes == "unverified")
        filter.hasBoxes = options.boxes != "none";
    if (options.boxes == "verified" || options.boxes == "unverified")
        filter.boxesVerified = options.boxes == "verified";
    filter.hasSmallBoxes = onlyIf(options.boxes == "small");
    CREEL_ASSIGN(filter.boxLabels, labelIds(connection, options.boxLabels));
    CREEL_ASSIGN(filter.predicted, labelIds(connection, options.predicted));
    for (const std::string& step : options.confidences)
        filter.confidences.insert(enumOf<Confidence>(confidenceNames, step));
    filter.disagrees = onlyIf(options.onlyDisagreeing);
    filter.abstains = onlyIf(options.onlyUnsure);
    filter.text = toText(options.text);
    return filter;
}

/// The photos that the options ask for, in their order.
QList<PhotoId> selectedIds(const ListOptions& options, const PhotoIndex& index, const PhotoSet& set)
{
    const QSet<qint64> wanted(options.ids.begin(), options.ids.end());
    QList<PhotoId> ids;
    for (const PhotoIndex::Row row : set.rows) {
        if (options.limit >= 0 && ids.size() >= options.limit)
            break;
        if (wanted.isEmpty() || wanted.contains(index.id(row).value()))
            ids.append(index.id(row));
    }
    return ids;
}

QJsonValue orNull(const std::optional<quint64>& hash)
{
    return hash ? QJsonValue(QStringLiteral("%1").arg(*hash, 16, 16, QLatin1Char('0'))) : QJsonValue();
}

/// The index knows a confidence to four digits.
double rounded(float confidence)
{
    return std::round(double(confidence) * 1e4) / 1e4;
}

/// Prints photos with what the index knows of them.
class PhotoPrinter
{
public:
    PhotoPrinter(const PhotoIndex& index, const LivingLabels& labels, const Output& output)
        : m_index(index), m_labels(labels), m_output(output)
    {}

    void print(const Photo& photo, const PhotoBoxes& boxes) const
    {
        const PhotoIndex::Row row = *m_index.rowOf(photo.id);
        const ReviewFacts review = m_index.review(row);
        const QString label = m_labels.name(m_labels(m_index.label(row)));
        const BytePath path = joinPath(m_index.folders()[m_index.facts(row).folder].path, photo.name);
        QJsonObject object;
        if (m_output.isJson()) {
            object = json(photo, review, label, path, row);
            object.insert(QStringLiteral("boxes"), boxes.boxes.size());
            object.insert(QStringLiteral("boxes_verified"), boxes.verified);
        }
        m_output.result(object, text(photo, review, label, path));
    }

private:
    const BytePath& rootPath(PhotoIndex::Row row) const
    {
        const RootId root = m_index.folders()[m_index.facts(row).folder].root;
        return std::ranges::find(m_index.roots(), root, &Root::id)->path;
    }

    QJsonObject json(const Photo& photo, const ReviewFacts& review, const QString& label,
                     const BytePath& path, PhotoIndex::Row row) const
    {
        QJsonObject json{
            {QStringLiteral("id"), photo.id.value()},
            {QStringLiteral("label"), creel::orNull(label)},
            {QStringLiteral("state"), stateName(review.state)},
            {QStringLiteral("reason"), creel::orNull(reasonName(review.reason))},
            {QStringLiteral("problem"), creel::orNull(problemName(photo.problem))},
            {QStringLiteral("width"), creel::orNull(photo.width)},
            {QStringLiteral("height"), creel::orNull(photo.height)},
            {QStringLiteral("format"), creel::orNull(photo.format)},
            {QStringLiteral("taken_at"), creel::orNull(takenAtText(photo))},
            {QStringLiteral("lat"), photo.position ? QJsonValue(photo.position->latitude) : QJsonValue()},
            {QStringLiteral("lon"), photo.position ? QJsonValue(photo.position->longitude) : QJsonValue()},
            {QStringLiteral("hash"), creel::orNull(QString::fromLatin1(photo.hash.toHex()))},
            {QStringLiteral("phash"), orNull(photo.phash)},
            {QStringLiteral("duplicate_of"), creel::orNull(photo.duplicateOf)},
            {QStringLiteral("group"), creel::orNull(photo.nearGroup)}};
        const PredictionFacts prediction = m_index.prediction(row);
        json.insert(QStringLiteral("predicted"), creel::orNull(m_labels.name(m_labels(prediction.label))));
        json.insert(QStringLiteral("confidence"),
                    prediction.isThere ? QJsonValue(rounded(prediction.confidence)) : QJsonValue());
        json.insert(QStringLiteral("abstains"),
                    prediction.isThere ? QJsonValue(prediction.abstains) : QJsonValue());
        putPath(json, QStringLiteral("path"), path);
        putPath(json, QStringLiteral("root"), rootPath(row));
        return json;
    }

    QByteArray text(const Photo& photo, const ReviewFacts& review, const QString& label,
                    const BytePath& path) const
    {
        QString state = stateName(review.state);
        if (review.reason != RejectReason::None)
            state += QStringLiteral(" (%1)").arg(reasonName(review.reason));
        if (photo.problem != Problem::None)
            state += QStringLiteral(" [%1]").arg(problemName(photo.problem));
        return QByteArray::number(photo.id.value()) + '\t' + state.toUtf8() + '\t' +
               (label.isEmpty() ? QByteArray("-") : label.toUtf8()) + '\t' + path;
    }

    const PhotoIndex& m_index;
    const LivingLabels& m_labels;
    const Output& m_output;
};

Result<int> runList(const ListOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    CREEL_ASSIGN(const QList<Label> labels, LabelStore(*connection).all());
    CREEL_ASSIGN(const PhotoFilter filter, toFilter(*connection, options));
    CREEL_ASSIGN(const auto index, PhotoIndex::load(*connection));
    const LivingLabels living(labels);
    const PhotoOrder order{enumOf<SortKey>(sortKeys, options.sort), options.descending, GroupKey::None};
    const QList<PhotoId> ids = selectedIds(options, *index, selectPhotos(*index, living, filter, order));

    const PhotoPrinter printer(*index, living, output);
    PhotoStore photos(*connection);
    BoxStore boxes(*connection);
    constexpr qsizetype batch = 1000; // bounds the memory that a million photos take
    for (qsizetype first = 0; first < ids.size(); first += batch) {
        const std::span slice(ids.begin() + first, ids.begin() + std::min(first + batch, ids.size()));
        CREEL_ASSIGN(const QList<Photo> found, photos.byIds(slice));
        for (const Photo& photo : found) {
            CREEL_ASSIGN(const PhotoBoxes ofPhoto, boxes.ofPhoto(photo.id));
            printer.print(photo, ofPhoto);
        }
    }
    return exitDone;
}

void addFilterOptions(CLI::App& command, ListOptions& options)
{
    const auto many = [&](const std::string& name, auto& target, const QString& help) {
        return command.add_option(name, target, help.toStdString())->allow_extra_args(false);
    };
    many("--label", options.labels, Cli::tr("With this label; none for those without"));
    many("--state", options.states, Cli::tr("Decided so"))
        ->check(CLI::IsMember({"unreviewed", "accepted", "rejected"}));
    many("--reason", options.reasons, Cli::tr("Rejected for this reason"))
        ->check(CLI::IsMember(reasonNames()));
    many("--problem", options.problems, Cli::tr("With this problem, any, or none"))
        ->check(CLI::IsMember(problemNames()));
    command
        .add_option("--duplicates", options.duplicates,
                    Cli::tr("Which have copies of this kind").toStdString())
        ->check(CLI::IsMember(duplicateKinds));
    many("--root", options.roots, Cli::tr("Below the root of this id"));
    many("--id", options.ids, Cli::tr("The photo of this id"));
    command.add_option("--group", options.group, Cli::tr("In this near-duplicate group").toStdString());
    command.add_flag("--missing", options.onlyMissing,
                     Cli::tr("Whose file was gone at the last import").toStdString());
    command.add_flag("--with-gps", options.onlyWithPosition, Cli::tr("With a position").toStdString());
    command.add_flag("--with-date", options.onlyWithDate, Cli::tr("With a date").toStdString());
    command
        .add_option("--boxes", options.boxes,
                    Cli::tr("With any boxes, none, verified ones (or no object), unverified or small ones")
                        .toStdString())
        ->check(CLI::IsMember({"any", "none", "verified", "unverified", "small"}));
    many("--predicted", options.predicted,
         Cli::tr("For which the current model proposes this label; none for a class without one"));
    many("--confidence", options.confidences,
         Cli::tr("As sure as this: below 50 percent, from 50 to 70, from 70 to 90, from 90"))
        ->check(CLI::IsMember(confidenceNames));
    command.add_flag("--disagrees", options.onlyDisagreeing,
                     Cli::tr("For which the current model proposes another label").toStdString());
    command.add_flag("--unsure", options.onlyUnsure,
                     Cli::tr("For which the current model does not commit itself").toStdString());
    many("--box-label", options.boxLabels, Cli::tr("With a box of this label; none for unnamed ones"));
    command.add_option("--text", options.text,
                       Cli::tr("Words that path or caption must contain").toStdString());
}

} // namespace

void addListCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<ListOptions>();
    CLI::App* command =
        addCommand(app, invocation, "list",
                   Cli::tr("Print photos, one a line. Different filters must all hold; a filter given\n"
                           "several times lets any of its values pass."));
    addCatalogOption(*command, *options);
    addFilterOptions(*command, *options);
    command->add_option("--sort", options->sort, Cli::tr("Order (default: folder)").toStdString())
        ->check(CLI::IsMember(sortKeys));
    command->add_flag("--descending", options->descending, Cli::tr("Turn the order round").toStdString());
    command->add_option("--limit", options->limit, Cli::tr("At most so many photos").toStdString())
        ->check(CLI::NonNegativeNumber);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runList(*options, output);
        };
    });
}

} // namespace creel
