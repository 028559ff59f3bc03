#include "app/cli/body_flags.h"
#include "app/cli/commands.h"
#include "app/cli/engine_flags.h"
#include "core/catalog/photo_store.h"
#include "core/insight/similarity.h"
#include "core/learning/embedding.h"
#include "core/learning/engine_loader.h"
#include "core/learning/photo_size.h"
#include "core/learning/prepared_photo.h"

#include <cmath>

namespace creel {

namespace {

struct SimilarFlags : CatalogOptions
{
    qint64 id = 0;
    std::string photo;
    size_t count = 12;
    bool alsoCopies = false;
    BodyFlags body;
    EngineFlags engine;
};

/// What the photo is compared by: its features from the cache, or made now.
class AskedPhoto
{
public:
    AskedPhoto(const SimilarFlags& flags, Connection& catalog) : m_flags(flags), m_photos(catalog) {}

    Result<std::vector<float>> features(FeatureStore& store, const QByteArray& key, const NamedBody& body,
                                        Engine& engine);

private:
    Result<std::vector<float>> show(const BytePath& file, const QByteArray& hash, const NamedBody& body,
                                    Engine& engine) const;

    const SimilarFlags& m_flags;
    PhotoStore m_photos;
};

Result<std::vector<float>> AskedPhoto::show(const BytePath& file, const QByteArray& hash,
                                            const NamedBody& body, Engine& engine) const
{
    const PreparedPhoto photo = preparePhoto(file, hash, decodedSide(body.choice.side));
    if (photo.image.isNull())
        return fail(
            ErrorCode::Unreadable,
            hash.isEmpty()
                ? Cli::tr("%1 is no photo that can be read.").arg(displayPath(file))
                : Cli::tr("%1 is missing, changed or broken. Import it again.").arg(displayPath(file)));
    CREEL_ASSIGN(const std::unique_ptr<Body> opened, engine.openBody(body.choice));
    return opened->embed({&photo.image, 1});
}

Result<std::vector<float>> AskedPhoto::features(FeatureStore& store, const QByteArray& key,
                                                const NamedBody& body, Engine& engine)
{
    if (!m_flags.photo.empty())
        return show(QByteArray::fromStdString(m_flags.photo), {}, body, engine);
    CREEL_ASSIGN(const std::optional<Photo> photo, m_photos.byId(PhotoId(m_flags.id)));
    if (!photo)
        return fail(ErrorCode::NotFound, Cli::tr("The catalog has no photo %1.").arg(m_flags.id));
    CREEL_ASSIGN(std::vector<float> stored, store.features(key, photo->hash));
    if (!stored.empty())
        return stored;
    CREEL_ASSIGN(const BytePath file, m_photos.absolutePath(photo->id));
    return show(file, photo->hash, body, engine);
}

void print(const Output& output, const SimilarPhoto& photo, const BytePath& path)
{
    QJsonObject json{{QStringLiteral("id"), photo.id.value()},
                     {QStringLiteral("label"), orNull(photo.label)},
                     {QStringLiteral("state"), stateName(photo.state)},
                     {QStringLiteral("similarity"), std::round(photo.similarity * 1e4) / 1e4}};
    putPath(json, QStringLiteral("path"), path);
    output.result(json, QByteArray::number(photo.id.value()) + '\t' +
                            QByteArray::number(photo.similarity, 'f', 3) + '\t' +
                            (photo.label.isEmpty() ? QByteArray("-") : photo.label.toUtf8()) + '\t' + path);
}

Result<int> runSimilar(const SimilarFlags& flags, const Output& output)
{
    if ((flags.id > 0) == !flags.photo.empty()) {
        message(Cli::tr("Give either --id or --photo."));
        return exitWrongUse;
    }
    CREEL_ASSIGN(const auto catalog, flags.open(Connection::Access::ReadOnly));
    CREEL_ASSIGN(const NamedBody body, flags.body.choose(*catalog));
    CREEL_ASSIGN(const std::unique_ptr<Engine> engine, loadEngine(flags.engine.options()));
    CREEL_ASSIGN(FeatureStore store, FeatureStore::open(catalog->path()));
    SimilarPhotos similar(featureKey(body.choice, body.weightsKey, engine->report()));
    CREEL_TRY(similar.refresh(*catalog, store));
    if (similar.size() == 0)
        return fail(ErrorCode::NotFound,
                    Cli::tr("No photo of the catalog was shown to this network yet. Run: creel embed "
                            "--catalog %1 %2")
                        .arg(catalog->path(), body.option));
    CREEL_ASSIGN(const std::vector<float> asked,
                 AskedPhoto(flags, *catalog).features(store, similar.key(), body, *engine));
    PhotoStore photos(*catalog);
    for (const SimilarPhoto& photo :
         similar.nearest(asked, {flags.count, PhotoId(flags.id), flags.alsoCopies, false})) {
        CREEL_ASSIGN(const BytePath path, photos.absolutePath(photo.id));
        print(output, photo, path);
    }
    return exitDone;
}

} // namespace

void addSimilarCommand(CLI::App& app, Invocation& invocation)
{
    auto flags = std::make_shared<SimilarFlags>();
    CLI::App* command = addCommand(
        app, invocation, "similar",
        Cli::tr("Print the catalog's photos that look most like a photo to a network, the nearest first:\n"
                "id, similarity (1: the same), label and file. Compares with the photos that were shown to\n"
                "the network before, as `creel embed` and training do; by default to the current model."));
    addCatalogOption(*command, *flags);
    command->add_option("--id", flags->id, Cli::tr("Like this photo of the catalog").toStdString())
        ->check(CLI::PositiveNumber);
    command->add_option("--photo", flags->photo, Cli::tr("Like the photo in this file").toStdString())
        ->type_name("FILE");
    command->add_option("--count", flags->count, Cli::tr("How many (default: 12)").toStdString())
        ->check(CLI::Range(1, 1'000'000));
    command->add_flag("--copies", flags->alsoCopies,
                      Cli::tr("Also the photo's copies, and near copies of one another").toStdString());
    flags->body.addTo(*command);
    flags->engine.addTo(*command);
    command->callback([&invocation, flags] {
        invocation.work = [flags](const Output& output) {
            return runSimilar(*flags, output);
        };
    });
}

} // namespace creel
