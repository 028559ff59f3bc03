#include "ui/loupe/photo_loader.h"

#include "core/imaging/decode.h"
#include "ui/desk.h"

namespace creel {

namespace {

constexpr qint64 defaultCacheLimit = qint64(256) << 20;
/// As many as compare shows at once.
constexpr int mostAsked = 4;
/// One of them is always free for what is looked at now.
constexpr int workerCount = 2;
/// A photo with more pixels than this is shown from a smaller picture: 256 MB without its levels.
constexpr double mostPixels = 64e6;

QString explained(const DecodeFailure& failure)
{
    const QString text = problemText(failure.problem);
    return failure.detail.isEmpty() ? text : text + QLatin1Char('\n') + failure.detail;
}

tl::expected<LoadedPhoto, QString> load(const BytePath& path, int maxSide, const CancelToken& token)
{
    const auto bytes = readPhotoFile(path);
    if (!bytes)
        return tl::unexpected(explained(bytes.error()));
    if (token.isCancelled())
        return tl::unexpected(QString());
    const auto decoded = decodePhoto(*bytes, maxSide);
    if (!decoded)
        return tl::unexpected(explained(decoded.error()));
    return LoadedPhoto{MipImage(decoded->image), decoded->fullSize, decoded->problem};
}

} // namespace

PhotoLoader::PhotoLoader(Desk& desk, QObject* parent)
    : QObject(parent), m_desk(desk), m_cacheLimit(defaultCacheLimit)
{
    m_workers.setMaxThreadCount(workerCount);
    connect(&desk, &Desk::closed, this, &PhotoLoader::forgetAll);
    connect(&desk, &Desk::opened, this, &PhotoLoader::forgetAll);
    connect(&desk, &Desk::indexChanged, this, &PhotoLoader::onIndexChanged);
}

PhotoLoader::~PhotoLoader()
{
    m_token.cancel();
    m_workers.clear();
    m_workers.waitForDone();
}

LoadedPhoto PhotoLoader::photo(PhotoId photo, Detail detail)
{
    if (auto entry = m_cache.find(photo); entry != m_cache.end())
        entry->lastUse = ++m_useCount;
    if (!isSatisfied({photo, detail}) && !isHopeless(photo))
        ask({photo, detail});
    return cached(photo);
}

LoadedPhoto PhotoLoader::cached(PhotoId photo) const
{
    const Entry* entry = freshEntry(photo);
    return entry ? entry->photo : LoadedPhoto();
}

void PhotoLoader::prefetch(const QList<PhotoId>& photos)
{
    m_foreseen = photos;
    schedule();
}

void PhotoLoader::setCacheLimit(qint64 bytes)
{
    m_cacheLimit = bytes;
    evict({});
}

const PhotoLoader::Entry* PhotoLoader::freshEntry(PhotoId photo) const
{
    const auto entry = m_cache.constFind(photo);
    if (entry == m_cache.constEnd() || !m_desk.index())
        return nullptr;
    const auto row = m_desk.index()->rowOf(photo);
    return row && m_desk.index()->facts(*row).fileSize == entry->fileSize ? &*entry : nullptr;
}

bool PhotoLoader::isSatisfied(const Wish& wish) const
{
    const Entry* entry = freshEntry(wish.photo);
    return entry && (wish.detail == Detail::Screen || entry->isWhole || entry->photo.detail() >= 1);
}

bool PhotoLoader::isHopeless(PhotoId photo)
{
    if (m_failures.contains(photo))
        return true;
    const auto row = m_desk.index() ? m_desk.index()->rowOf(photo) : std::nullopt;
    if (!row)
        return true;
    const Problem problem = m_desk.index()->facts(*row).problem;
    if (isFatal(problem))
        m_failures.insert(photo, problemText(problem));
    return isFatal(problem);
}

void PhotoLoader::ask(const Wish& wish)
{
    m_asked.removeIf([&](const Wish& other) { return other.photo == wish.photo; });
    m_asked.prepend(wish);
    while (m_asked.size() > mostAsked)
        m_asked.removeLast();
    schedule();
}

void PhotoLoader::schedule()
{
    while (m_flights.size() < workerCount) {
        const auto flight = next();
        if (!flight)
            return;
        start(*flight);
    }
}

std::optional<PhotoLoader::Flight> PhotoLoader::next() const
{
    const auto isFree = [this](PhotoId photo) {
        return std::ranges::none_of(m_flights, [photo](const Flight& f) { return f.wish.photo == photo; });
    };
    for (const Wish& wish : m_asked) {
        if (isFree(wish.photo) && !isSatisfied(wish))
            return Flight{wish, false};
    }
    if (std::ranges::any_of(m_flights, &Flight::isForeseen))
        return std::nullopt;
    for (const PhotoId photo : m_foreseen) {
        const Wish wish{photo, Detail::Screen};
        const auto row = m_desk.index() ? m_desk.index()->rowOf(photo) : std::nullopt;
        if (row && !isFatal(m_desk.index()->facts(*row).problem) && !m_failures.contains(photo) &&
            isFree(photo) && !isSatisfied(wish))
            return Flight{wish, true};
    }
    return std::nullopt;
}

void PhotoLoader::start(const Flight& flight)
{
    m_flights.append(flight);
    m_foreseen.removeAll(flight.wish.photo); // tried once, lest a small cache decode neighbours for ever
    const PhotoIndex& index = *m_desk.index();
    const PhotoIndex::Row row = *index.rowOf(flight.wish.photo);
    const PhotoFacts& facts = index.facts(row);
    const int maxSide = flight.wish.detail == Detail::Screen
                            ? m_screenSide
                            : sideWithinPixels({facts.width, facts.height}, mostPixels);
    m_workers.start(
        [this, flight, maxSide, path = index.absolutePath(row), fileSize = facts.fileSize, token = m_token] {
            Outcome outcome = load(path, maxSide, token);
            QMetaObject::invokeMethod(
                this,
                [this, flight, fileSize, token, outcome = std::move(outcome)] {
                    if (!token.isCancelled())
                        onDone(flight, fileSize, outcome);
                },
                Qt::QueuedConnection);
        });
}

void PhotoLoader::onDone(const Flight& flight, qint64 fileSize, Outcome outcome)
{
    const PhotoId photo = flight.wish.photo;
    m_flights.removeIf([&](const Flight& other) { return other.wish == flight.wish; });
    m_asked.removeAll(flight.wish);
    if (outcome) {
        keep(photo, Entry{*std::move(outcome), flight.wish.detail == Detail::Full, fileSize, ++m_useCount});
        schedule();
        Q_EMIT ready(photo);
        return;
    }
    m_asked.removeIf([&](const Wish& wish) { return wish.photo == photo; });
    m_failures.insert(photo, outcome.error());
    schedule();
    Q_EMIT failed(photo, outcome.error());
}

void PhotoLoader::keep(PhotoId photo, Entry entry)
{
    if (const auto old = m_cache.constFind(photo); old != m_cache.constEnd())
        m_cachedBytes -= old->photo.pixels.bytes();
    m_cachedBytes += entry.photo.pixels.bytes();
    m_cache.insert(photo, std::move(entry));
    evict(photo);
}

void PhotoLoader::evict(PhotoId spared)
{
    while (m_cachedBytes > m_cacheLimit) {
        auto oldest = m_cache.end();
        for (auto it = m_cache.begin(); it != m_cache.end(); ++it) {
            if (it.key() != spared && (oldest == m_cache.end() || it->lastUse < oldest->lastUse))
                oldest = it;
        }
        if (oldest == m_cache.end())
            return;
        m_cachedBytes -= oldest->photo.pixels.bytes();
        m_cache.erase(oldest);
    }
}

void PhotoLoader::forgetAll()
{
    m_token.cancel();
    m_token = CancelToken();
    m_workers.clear();
    m_flights.clear();
    m_asked.clear();
    m_foreseen.clear();
    m_failures.clear();
    m_cache.clear();
    m_cachedBytes = 0;
}

/// Import may have found files again or found them changed.
void PhotoLoader::onIndexChanged()
{
    m_failures.clear();
}

} // namespace creel
