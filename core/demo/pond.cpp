#include "core/demo/pond.h"

#include "core/demo/camera.h"
#include "core/imaging/metadata_writer.h"
#include "core/ingest/ordered_workers.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTimeZone>

namespace creel::demo {

namespace {

struct PondText
{
    Q_DECLARE_TR_FUNCTIONS(Pond)
};

QByteArray jpeg(const QImage& image, int quality)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "jpeg", quality);
    return bytes;
}

/// Appears complete or not at all.
Result<void> writeFile(const QString& path, const QByteArray& bytes)
{
    QFile file(path + QStringLiteral(".part"));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush())
        return fail(ErrorCode::Unwritable,
                    PondText::tr("%1 could not be written: %2").arg(path, file.errorString()));
    file.close();
    if (!file.rename(path))
        return fail(ErrorCode::Unwritable, PondText::tr("%1 could not be written.").arg(path));
    return {};
}

QByteArray rational(double degrees)
{
    const double value = std::abs(degrees);
    const int whole = int(value);
    const int minutes = int((value - whole) * 60);
    const int seconds = qRound(((value - whole) * 60 - minutes) * 60 * 1000);
    return QByteArray::number(whole) + "/1 " + QByteArray::number(minutes) + "/1 " +
           QByteArray::number(seconds) + "/1000";
}

QList<std::pair<QByteArray, QByteArray>> exifOf(const PlantedFile& file)
{
    QList<std::pair<QByteArray, QByteArray>> values;
    if (file.takenAt) {
        values.emplaceBack("Exif.Photo.DateTimeOriginal",
                           QDateTime::fromSecsSinceEpoch(*file.takenAt, QTimeZone::utc())
                               .toString(QStringLiteral("yyyy:MM:dd HH:mm:ss"))
                               .toLatin1());
        values.emplaceBack("Exif.Image.Make", "Creel");
        values.emplaceBack("Exif.Image.Model", "Pond");
    }
    if (file.position) {
        values.emplaceBack("Exif.GPSInfo.GPSLatitudeRef", file.position->latitude < 0 ? "S" : "N");
        values.emplaceBack("Exif.GPSInfo.GPSLatitude", rational(file.position->latitude));
        values.emplaceBack("Exif.GPSInfo.GPSLongitudeRef", file.position->longitude < 0 ? "W" : "E");
        values.emplaceBack("Exif.GPSInfo.GPSLongitude", rational(file.position->longitude));
    }
    return values;
}

/// Any error page that a scraper saved under a photo's name.
QByteArray errorPage()
{
    return "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head>\n"
           "<body><h1>Not Found</h1><p>The photo is no longer here.</p></body></html>\n";
}

Result<QByteArray> drawn(const PlantedFile& file, cv::RNG& random)
{
    if (file.problem == Problem::Empty)
        return QByteArray();
    if (file.problem == Problem::NotAPhoto)
        return errorPage();
    const QImage photo = file.kind == PlantedKind::TackleBox || file.kind == PlantedKind::River
                             ? photographJunk(file.kind == PlantedKind::TackleBox, random)
                             : photographTrout(file.species, file.scene, random);
    const QByteArray bytes = jpeg(photo, random.uniform(80, 94));
    if (file.problem == Problem::Truncated)
        return bytes.left(bytes.size() * random.uniform(40, 80) / 100);
    const auto exif = exifOf(file);
    return exif.isEmpty() ? bytes : addMetadata(bytes, exif);
}

QImage brightened(const QImage& image, double gain)
{
    QImage result = image.convertToFormat(QImage::Format_RGB888);
    for (int y = 0; y < result.height(); ++y) {
        uchar* line = result.scanLine(y);
        for (int x = 0; x < result.width() * 3; ++x)
            line[x] = uchar(std::min(255, qRound(line[x] * gain)));
    }
    return result;
}

/// What other sites make of a photo.
QByteArray copied(const QByteArray& original, CopyKind kind, cv::RNG& random)
{
    if (kind == CopyKind::Exact)
        return original;
    const QImage image = QImage::fromData(original);
    const QSize size = image.size();
    switch (kind) {
    case CopyKind::Resized:
        return jpeg(
            image.scaledToWidth(size.width() * random.uniform(50, 80) / 100, Qt::SmoothTransformation), 85);
    case CopyKind::Cropped: {
        const int dx = size.width() * random.uniform(1, 3) / 100;
        const int dy = size.height() * random.uniform(1, 3) / 100;
        return jpeg(image.copy(dx, dy, size.width() - 2 * dx, size.height() - 2 * dy), 88);
    }
    case CopyKind::Brightened:
        return jpeg(brightened(image, random.uniform(0, 2) == 0 ? 0.88 : 1.12), 88);
    case CopyKind::Mirrored:
        return jpeg(image.mirrored(true, false), 88);
    default:
        return jpeg(image, random.uniform(45, 70));
    }
}

/// Draws the files of one pond that are not there yet.
class PondDrawer
{
public:
    PondDrawer(const Pond& pond, JobContext& context) : m_pond(pond), m_context(context) {}

    Result<void> draw()
    {
        for (const Species species : allSpecies) {
            if (!QDir().mkpath(m_pond.photos() + QLatin1Char('/') + speciesName(species)))
                return fail(ErrorCode::Unwritable,
                            PondText::tr("The folder %1 cannot be made.").arg(m_pond.photos()));
        }
        CREEL_TRY(drawAll(false));
        return drawAll(true); // copies need their originals
    }

private:
    Result<void> drawAll(bool copies)
    {
        OrderedWorkers<Result<void>> workers;
        for (int i = 0; i < int(m_pond.plan.files.size()); ++i) {
            if ((m_pond.plan.files[i].copy != CopyKind::None) != copies)
                continue;
            workers.add([this, i] { return drawOne(i); });
            if (workers.isFull())
                CREEL_TRY(finish(workers.takeNext()));
        }
        while (!workers.isEmpty())
            CREEL_TRY(finish(workers.takeNext()));
        return {};
    }

    Result<void> drawOne(int index) const
    {
        const PlantedFile& file = m_pond.plan.files[index];
        const QString path = m_pond.folder + QLatin1Char('/') + file.path;
        if (QFile::exists(path))
            return {};
        // Every file has a source of chance of its own, so that a pond cut short ends up the same.
        cv::RNG random((uint64_t(m_pond.plan.seed) << 32 | uint32_t(index)) * 0x9E3779B97F4A7C15U + 1);
        random.next();
        if (file.copy == CopyKind::None) {
            CREEL_ASSIGN(const QByteArray bytes, drawn(file, random));
            return writeFile(path, bytes);
        }
        QFile original(m_pond.folder + QLatin1Char('/') + m_pond.plan.files[file.original].path);
        if (!original.open(QIODevice::ReadOnly))
            return fail(ErrorCode::Unreadable, PondText::tr("%1 cannot be read.").arg(original.fileName()));
        return writeFile(path, copied(original.readAll(), file.copy, random));
    }

    Result<void> finish(const Result<void>& drawn)
    {
        CREEL_TRY(drawn);
        m_context.report(++m_done, m_pond.plan.files.size(), PondText::tr("Drawing photos"));
        if (m_context.isCancelled())
            return fail(ErrorCode::Cancelled,
                        PondText::tr("Stopped; what was drawn is kept, and the same command goes on there."));
        return {};
    }

    const Pond& m_pond;
    JobContext& m_context;
    qint64 m_done = 0;
};

/// What makes one pond different from another.
struct PondKey
{
    quint32 seed = 1;
    int troutPerSpecies = usualTroutPerSpecies;
};

/// The pond that `folder` holds, none if it is new or empty.
Result<std::optional<PondKey>> pondIn(const QString& folder)
{
    QFile truth(folder + QStringLiteral("/truth.json"));
    if (truth.open(QIODevice::ReadOnly)) {
        const QJsonObject json = QJsonDocument::fromJson(truth.readAll()).object();
        if (json[QLatin1String("pond")].toInt() == 1)
            return PondKey{quint32(json[QLatin1String("seed")].toInteger()),
                           std::max(json[QLatin1String("trout_per_species")].toInt(), minTroutPerSpecies)};
    }
    const QDir dir(folder);
    if (dir.exists() && !dir.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot))
        return fail(ErrorCode::Exists,
                    PondText::tr("%1 is not empty and holds no pond. Choose a new folder.").arg(folder));
    return std::nullopt;
}

} // namespace

Result<Pond> drawPond(const QString& folder, std::optional<quint32> seed, JobContext context,
                      int troutPerSpecies)
{
    CREEL_ASSIGN(const std::optional<PondKey> found, pondIn(folder));
    if (found && seed && found->seed != *seed)
        return fail(ErrorCode::Exists,
                    PondText::tr("%1 holds a pond of the seed %2. Choose a new folder for another one.")
                        .arg(folder)
                        .arg(found->seed));
    const PondKey key = found.value_or(PondKey{seed.value_or(1), troutPerSpecies});
    const Pond pond{folder, planPond(key.seed, key.troutPerSpecies)};
    if (!QDir().mkpath(folder))
        return fail(ErrorCode::Unwritable, PondText::tr("The folder %1 cannot be made.").arg(folder));
    // The truth comes first: it marks the folder as a pond, so that one cut short can be gone on with.
    if (!found)
        CREEL_TRY(
            writeFile(folder + QStringLiteral("/truth.json"), QJsonDocument(toJson(pond.plan)).toJson()));
    CREEL_TRY(PondDrawer(pond, context).draw());
    return pond;
}

} // namespace creel::demo
