#include "app/cli/commands.h"
#include "core/catalog/box_store.h"
#include "core/catalog/photo_store.h"
#include "core/review/photo_index.h"

namespace creel {

namespace {

struct BoxesOptions : CatalogOptions
{
    std::vector<qint64> ids;
};

/// Prints a photo's boxes, in pixels where the photo's size is known.
void printBoxes(const Photo& photo, const PhotoBoxes& found, const LivingLabels& labels, const Output& output)
{
    for (const Box& box : found.boxes) {
        const QString label = labels.name(labels(box.label));
        const QRectF pixels = toPixels(box.rect, {photo.width, photo.height});
        QJsonObject json = toJson(box); // the journal's own names
        json.remove(QStringLiteral("photo_id"));
        json.remove(QStringLiteral("label_id"));
        json.insert(QStringLiteral("id"), box.id.value());
        json.insert(QStringLiteral("photo"), box.photo.value());
        json.insert(QStringLiteral("label"), orNull(label));
        json.insert(QStringLiteral("verified"), found.verified);
        for (const auto& [name, value] : {std::pair("x", pixels.x()),
                                          {"y", pixels.y()},
                                          {"width", pixels.width()},
                                          {"height", pixels.height()}})
            json.insert(QLatin1String(name), value);
        output.result(json, QStringLiteral("%1\t%2\t%3\t%4 %5 %6 %7")
                                .arg(QString::number(box.id.value()), QString::number(box.photo.value()),
                                     label.isEmpty() ? QStringLiteral("-") : label)
                                .arg(pixels.x())
                                .arg(pixels.y())
                                .arg(pixels.width())
                                .arg(pixels.height()));
    }
}

/// The photos asked for; all that have boxes if none were.
Result<QList<PhotoId>> photosWanted(const BoxesOptions& options, Connection& connection)
{
    QList<PhotoId> photos;
    for (const qint64 id : options.ids)
        photos.append(PhotoId(id));
    if (!photos.isEmpty())
        return photos;
    CREEL_ASSIGN(Query query,
                 connection.run(QStringLiteral("SELECT DISTINCT photo_id FROM box ORDER BY photo_id")));
    CREEL_TRY(query.each([&](const Query& row) { photos.append(row.id<PhotoId>(0)); }));
    return photos;
}

Result<int> runBoxes(const BoxesOptions& options, const Output& output)
{
    CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadOnly));
    CREEL_ASSIGN(const QList<Label> labels, LabelStore(*connection).all());
    CREEL_ASSIGN(const QList<PhotoId> photos, photosWanted(options, *connection));
    const LivingLabels living(labels);
    PhotoStore store(*connection);
    BoxStore boxes(*connection);
    for (const PhotoId id : photos) {
        CREEL_ASSIGN(const std::optional<Photo> photo, store.byId(id));
        if (!photo)
            return fail(ErrorCode::NotFound, Cli::tr("The catalog has no photo %1.").arg(id.value()));
        CREEL_ASSIGN(const PhotoBoxes found, boxes.ofPhoto(id));
        printBoxes(*photo, found, living, output);
    }
    return exitDone;
}

} // namespace

void addBoxesCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<BoxesOptions>();
    CLI::App* command = addCommand(
        app, invocation, "boxes",
        Cli::tr("Print boxes, one a line: id, photo, label, then x, y, width and height in pixels\n"
                "of the upright photo."));
    addCatalogOption(*command, *options);
    command->add_option("--id", options->ids, Cli::tr("Of the photo of this id only").toStdString())
        ->allow_extra_args(false);
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runBoxes(*options, output);
        };
    });
}

} // namespace creel
