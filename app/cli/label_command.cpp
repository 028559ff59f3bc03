#include "app/cli/commands.h"
#include "core/review/review_session.h"

#include <algorithm>
#include <iostream>
#include <optional>

namespace creel {

namespace {

struct LabelOptions : CatalogOptions
{
    std::vector<std::string> ids;
    std::string set;
    bool create = false;
    bool accept = false;
    std::string reject;
    bool clear = false;

    bool readsIds() const { return ids.size() == 1 && ids.front() == "-"; }
};

std::optional<PhotoId> photoId(const std::string& text)
{
    bool isNumber = false;
    const PhotoId id(toText(text).trimmed().toLongLong(&isNumber));
    return isNumber && id.isValid() ? std::optional(id) : std::nullopt;
}

std::string checkId(const std::string& text)
{
    return text == "-" || photoId(text) ? std::string() : Cli::tr("not a photo's id").toStdString();
}

Error notAnId(const std::string& text)
{
    return {ErrorCode::BadInput, Cli::tr("“%1” is not a photo's id.").arg(toText(text))};
}

/// Decides about photos one command at a time, and prints each once its decision is on the disk.
class Labeller
{
public:
    Labeller(Connection& connection, const LabelOptions& options, const Output& output)
        : m_connection(connection), m_session(connection, currentUser()), m_options(options), m_output(output)
    {}

    /// Finds the label, or makes it where that was asked for.
    Result<void> prepare();
    Result<void> decide(const QList<PhotoId>& photos);

private:
    Result<void> findLabel();
    Edit editFor(const QList<PhotoId>& photos) const;
    Result<void> print(PhotoId photo, EditId edit);
    QString labelName(LabelId id) const;

    Connection& m_connection;
    ReviewSession m_session;
    const LabelOptions& m_options;
    const Output& m_output;
    QList<Label> m_labels;
    LabelId m_label;
};

Result<void> Labeller::prepare()
{
    if (!m_options.set.empty())
        CREEL_TRY(findLabel());
    CREEL_ASSIGN(m_labels, m_session.labels());
    return {};
}

Result<void> Labeller::findLabel()
{
    Result<Label> label = labelNamed(m_connection, m_options.set);
    if (!label && label.error().code == ErrorCode::NotFound) {
        if (!m_options.create) {
            label.error().message += Cli::tr(" Add --create to make it.");
            return tl::unexpected(label.error());
        }
        CREEL_TRY(m_session.apply(AddLabel{toText(m_options.set)}));
        label = labelNamed(m_connection, m_options.set);
    }
    if (!label)
        return tl::unexpected(label.error());
    m_label = label->id;
    return {};
}

Edit Labeller::editFor(const QList<PhotoId>& photos) const
{
    if (m_label.isValid())
        return SetLabel{photos, m_label};
    if (m_options.accept)
        return Accept{photos};
    if (!m_options.reject.empty())
        return Reject{photos, *reasonFromName(toText(m_options.reject))};
    return ClearReview{photos};
}

Result<void> Labeller::decide(const QList<PhotoId>& photos)
{
    CREEL_ASSIGN(const Applied applied, m_session.apply(editFor(photos)));
    for (const PhotoId photo : photos)
        CREEL_TRY(print(photo, applied.photos.contains(photo) ? applied.edit : EditId()));
    return m_output.flush();
}

Result<void> Labeller::print(PhotoId photo, EditId edit)
{
    CREEL_ASSIGN(const Review review, m_session.review(photo));
    const QString label = labelName(review.label);
    const QString reason = reasonName(review.reason);
    QStringList words{QString::number(photo.value()), stateName(review.state)};
    for (const QString& word : {label, reason}) {
        if (!word.isEmpty())
            words.append(word);
    }
    m_output.result({{QStringLiteral("id"), photo.value()},
                     {QStringLiteral("state"), stateName(review.state)},
                     {QStringLiteral("reason"), orNull(reason)},
                     {QStringLiteral("label"), orNull(label)},
                     {QStringLiteral("edit"), orNull(edit)}},
                    words.join(QLatin1Char('\t')));
    return {};
}

QString Labeller::labelName(LabelId id) const
{
    const auto label = std::ranges::find(m_labels, livingLabel(m_labels, id), &Label::id);
    return label == m_labels.end() ? QString() : label->name;
}

Result<void> decideLineByLine(Labeller& labeller)
{
    std::string line;
    while (std::getline(std::cin, line)) {
        if (line.empty())
            continue;
        const auto photo = photoId(line);
        if (!photo)
            return tl::unexpected(notAnId(line));
        CREEL_TRY(labeller.decide({*photo}));
    }
    return {};
}

Result<int> runLabel(const LabelOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadWrite));
    Labeller labeller(*connection, options, output);
    CREEL_TRY(labeller.prepare());
    if (options.readsIds()) {
        CREEL_TRY(decideLineByLine(labeller));
        return exitDone;
    }
    QList<PhotoId> photos;
    for (const std::string& text : options.ids) {
        const auto photo = photoId(text);
        if (!photo)
            return tl::unexpected(notAnId(text));
        photos.append(*photo);
    }
    CREEL_TRY(labeller.decide(photos));
    return exitDone;
}

void addDecisions(CLI::App& command, LabelOptions& options)
{
    std::vector<std::string> reasons;
    for (const RejectReason reason : rejectReasons())
        reasons.push_back(reasonName(reason).toStdString());
    CLI::Option_group* decision = command.add_option_group("Decision");
    decision
        ->add_option("--set", options.set, Cli::tr("Give this label, which accepts the photo").toStdString())
        ->type_name("LABEL");
    decision->add_flag("--accept", options.accept, Cli::tr("Accept with the label it has").toStdString());
    decision->add_option("--reject", options.reject, Cli::tr("Reject for this reason").toStdString())
        ->check(CLI::IsMember(reasons));
    decision->add_flag("--clear", options.clear, Cli::tr("Back to unreviewed").toStdString());
    decision->require_option(1);
    command.add_flag("--create", options.create,
                     Cli::tr("With --set: make the label if it is new").toStdString());
}

} // namespace

void addLabelCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<LabelOptions>();
    CLI::App* command = addCommand(
        app, invocation, "label",
        Cli::tr("Decide about photos. A photo is printed once its decision is on the disk.\n"
                "One command is one step to undo; with --id - every line of standard input is one."));
    addCatalogOption(*command, *options);
    command
        ->add_option("--id", options->ids,
                     Cli::tr("Ids of photos; - reads them from standard input, one a line").toStdString())
        ->required()
        ->check(CLI::Validator(checkId, ""));
    addDecisions(*command, *options);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runLabel(*options, output);
        };
    });
}

} // namespace creel
