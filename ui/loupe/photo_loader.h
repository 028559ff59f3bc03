#pragma once

#include "core/base/byte_path.h"
#include "core/base/ids.h"
#include "core/catalog/photo_store.h"
#include "core/jobs/cancel_token.h"
#include "ui/loupe/mip_image.h"

#include <QHash>
#include <QObject>
#include <QThreadPool>

#include <optional>

namespace creel {

class Desk;

/// A photo's pixels as far as they are in memory.
struct LoadedPhoto
{
    MipImage pixels; ///< upright
    QSize fullSize;  ///< upright pixels of the whole photo
    Problem problem = Problem::None;

    bool isNull() const { return pixels.isNull(); }
    /// Pixels in memory for each of the photo's, along a side: 1 when nothing is left out.
    double detail() const { return isNull() ? 0 : double(pixels.size().width()) / fullSize.width(); }
};

/// Photos for loupe and compare, decoded by workers: first as large as the screen, all pixels only when zoom
/// shows them. Keeps the latest within a bound of memory. GUI thread; never waits.
class PhotoLoader : public QObject
{
    Q_OBJECT

public:
    enum class Detail
    {
        Screen,
        Full
    };

    explicit PhotoLoader(Desk& desk, QObject* parent = nullptr);
    ~PhotoLoader() override;

    /// What there is of the photo, and asks for what is missing: ready() or failed() follow. Only the last
    /// few photos asked for are decoded; earlier ones were passed by.
    LoadedPhoto photo(PhotoId photo, Detail detail = Detail::Screen);
    /// What there is of the photo; asks for nothing.
    LoadedPhoto cached(PhotoId photo) const;
    /// Why the photo cannot be shown, in words; empty if nothing is known against it.
    QString failure(PhotoId photo) const { return m_failures.value(photo); }

    /// Photos that will probably be asked for next, in that order, instead of those named before.
    void prefetch(const QList<PhotoId>& photos);

    /// Longest side in pixels of Detail::Screen. Photos in memory stay as they are.
    void setScreenSide(int pixels) { m_screenSide = pixels; }
    /// Bound of the cache in bytes. The photo that came last stays even if it alone is larger.
    void setCacheLimit(qint64 bytes);
    qint64 cachedBytes() const { return m_cachedBytes; }

Q_SIGNALS:
    /// More of the photo is in memory than before.
    void ready(creel::PhotoId photo);
    void failed(creel::PhotoId photo, const QString& why);

private:
    struct Wish
    {
        PhotoId photo;
        Detail detail = Detail::Screen;

        bool operator==(const Wish&) const = default;
    };
    struct Entry
    {
        LoadedPhoto photo;
        bool isWhole = false; ///< there is no more detail to be had
        qint64 fileSize = 0;  ///< as import saw it; another size means other bytes
        quint64 lastUse = 0;
    };
    struct Flight
    {
        Wish wish;
        bool isForeseen = false;
    };
    using Outcome = tl::expected<LoadedPhoto, QString>;

    const Entry* freshEntry(PhotoId photo) const;
    bool isSatisfied(const Wish& wish) const;
    /// Notes the failure and returns true where it is clear without reading the file.
    bool isHopeless(PhotoId photo);
    void ask(const Wish& wish);
    void schedule();
    std::optional<Flight> next() const;
    void start(const Flight& flight);
    void onDone(const Flight& flight, qint64 fileSize, Outcome outcome);
    void keep(PhotoId photo, Entry entry);
    void evict(PhotoId spared);
    void forgetAll();
    void onIndexChanged();

    Desk& m_desk;
    QHash<PhotoId, Entry> m_cache;
    QHash<PhotoId, QString> m_failures;
    QList<Wish> m_asked;       ///< latest first
    QList<PhotoId> m_foreseen; ///< nearest first
    QList<Flight> m_flights;
    CancelToken m_token; ///< of the open catalog
    qint64 m_cachedBytes = 0;
    qint64 m_cacheLimit;
    quint64 m_useCount = 0;
    int m_screenSide = 2048;
    QThreadPool m_workers;
};

} // namespace creel
