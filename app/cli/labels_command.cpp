#include "app/cli/commands.h"
#include "core/review/photo_filter.h"
#include "core/review/review_session.h"

#include <QJsonArray>

#include <algorithm>

namespace creel {

namespace {

struct LabelsOptions : CatalogOptions
{
    std::string add;
    std::vector<std::string> rename;
    std::vector<std::string> merge;
    std::vector<std::string> colour;
    std::vector<std::string> shortcut;
    std::vector<std::string> describe;
    std::vector<std::string> order;
    std::string remove;

    bool onlyLists() const
    {
        return add.empty() && remove.empty() && rename.empty() && merge.empty() && colour.empty() &&
               shortcut.empty() && describe.empty() && order.empty();
    }
};

Result<Edit> recoloured(Label label, const std::string& text)
{
    label.colour = QColor(toText(text));
    if (!label.colour.isValid())
        return fail(ErrorCode::BadInput,
                    Cli::tr("“%1” is not a colour. Write it as #rrggbb.").arg(toText(text)));
    return ChangeLabel{label};
}

Result<Edit> withShortcut(Label label, const std::string& text)
{
    label.shortcut = toText(text);
    if (label.shortcut.size() > 1 || (!label.shortcut.isEmpty() && !label.shortcut.front().isDigit()))
        return fail(ErrorCode::BadInput, Cli::tr("A shortcut is one digit, or empty for none."));
    return ChangeLabel{label};
}

Result<Edit> reordered(Connection& connection, const std::vector<std::string>& names)
{
    ReorderLabels edit;
    for (const std::string& name : names) {
        CREEL_ASSIGN(const Label label, labelNamed(connection, name));
        if (!edit.order.contains(label.id))
            edit.order.append(label.id);
    }
    CREEL_ASSIGN(const QList<Label> labels, LabelStore(connection).all());
    for (const Label& label : labels) { // those not named follow in the order they had
        if (!label.mergedInto.isValid() && !edit.order.contains(label.id))
            edit.order.append(label.id);
    }
    return edit;
}

Result<Edit> changed(Connection& connection, const LabelsOptions& options)
{
    if (!options.rename.empty()) {
        CREEL_ASSIGN(Label label, labelNamed(connection, options.rename[0]));
        label.name = toText(options.rename[1]);
        return ChangeLabel{label};
    }
    if (!options.colour.empty()) {
        CREEL_ASSIGN(const Label label, labelNamed(connection, options.colour[0]));
        return recoloured(label, options.colour[1]);
    }
    if (!options.shortcut.empty()) {
        CREEL_ASSIGN(const Label label, labelNamed(connection, options.shortcut[0]));
        return withShortcut(label, options.shortcut[1]);
    }
    CREEL_ASSIGN(Label label, labelNamed(connection, options.describe[0]));
    label.description = toText(options.describe[1]);
    return ChangeLabel{label};
}

Result<Edit> toEdit(Connection& connection, const LabelsOptions& options)
{
    if (!options.add.empty())
        return AddLabel{toText(options.add)};
    if (!options.merge.empty()) {
        CREEL_ASSIGN(const Label from, labelNamed(connection, options.merge[0]));
        CREEL_ASSIGN(const Label into, labelNamed(connection, options.merge[1]));
        return MergeLabels{from.id, into.id};
    }
    if (!options.order.empty())
        return reordered(connection, options.order);
    if (!options.remove.empty()) {
        CREEL_ASSIGN(const Label label, labelNamed(connection, options.remove));
        return RemoveLabel{label.id};
    }
    return changed(connection, options);
}

Result<int> changeLabels(const LabelsOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadWrite));
    ReviewSession session(*connection, currentUser());
    CREEL_ASSIGN(const Edit edit, toEdit(*connection, options));
    CREEL_ASSIGN(const Applied applied, session.apply(edit));
    output.result(
        {{QStringLiteral("edit"), orNull(applied.edit)}, {QStringLiteral("summary"), applied.summary}},
        applied.summary);
    return exitDone;
}

QJsonArray toArray(const QList<PhotoId>& photos)
{
    QJsonArray array;
    for (const PhotoId photo : photos)
        array.append(photo.value());
    return array;
}

Result<int> listLabels(const LabelsOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    CREEL_ASSIGN(const QList<Label> labels, LabelStore(*connection).all());
    CREEL_ASSIGN(const auto index, PhotoIndex::load(*connection));
    const PhotoCounts counts = countPhotos(*index, LivingLabels(labels));
    for (const Label& label : labels) {
        if (label.mergedInto.isValid())
            continue;
        const qint64 photos = counts.labels.value(label.id);
        output.result({{QStringLiteral("id"), label.id.value()},
                       {QStringLiteral("name"), label.name},
                       {QStringLiteral("colour"), label.colour.name()},
                       {QStringLiteral("shortcut"), orNull(label.shortcut)},
                       {QStringLiteral("description"), label.description},
                       {QStringLiteral("reference_photos"), toArray(label.referencePhotos)},
                       {QStringLiteral("photos"), photos}},
                      QStringLiteral("%1\t%2\t%3\t%4")
                          .arg(label.shortcut.isEmpty() ? QStringLiteral("-") : label.shortcut, label.name,
                               label.colour.name())
                          .arg(photos));
    }
    return exitDone;
}

void addChanges(CLI::App& command, LabelsOptions& options)
{
    CLI::Option_group* change = command.add_option_group("Change");
    const auto pair = [&](const std::string& name, std::vector<std::string>& target, const char* type,
                          const QString& help) {
        change->add_option(name, target, help.toStdString())->expected(2)->type_name(type);
    };
    change->add_option("--add", options.add, Cli::tr("Add a label").toStdString())->type_name("NAME");
    pair("--rename", options.rename, "OLD NEW", Cli::tr("Rename a label; its history stays"));
    pair("--merge", options.merge, "FROM INTO", Cli::tr("FROM's photos count as INTO from now on"));
    pair("--colour", options.colour, "NAME #RRGGBB", Cli::tr("Recolour a label"));
    pair("--shortcut", options.shortcut, "NAME DIGIT", Cli::tr("Give a label its key"));
    pair("--describe", options.describe, "NAME TEXT", Cli::tr("Say what a label means"));
    change->add_option("--order", options.order, Cli::tr("These labels first, in this order").toStdString())
        ->type_name("NAME ...");
    change->add_option("--remove", options.remove, Cli::tr("Remove a label that nothing uses").toStdString())
        ->type_name("NAME");
    change->require_option(0, 1);
}

} // namespace

void addLabelsCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<LabelsOptions>();
    CLI::App* command = addCommand(app, invocation, "labels", Cli::tr("Print the labels, or change one."));
    addCatalogOption(*command, *options);
    addChanges(*command, *options);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return options->onlyLists() ? listLabels(*options, output) : changeLabels(*options, output);
        };
    });
}

} // namespace creel
