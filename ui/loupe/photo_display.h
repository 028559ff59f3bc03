#pragma once

#include "core/base/ids.h"

#include <QObject>

namespace creel {

class Desk;
class PhotoCanvas;
class PhotoLoader;
class ThumbnailLoader;

/// Keeps one canvas showing one photo: the thumbnail at once, then the picture, more of it as zoom asks, and
/// what is to be said about it. GUI thread.
class PhotoDisplay : public QObject
{
    Q_OBJECT

public:
    /// The canvas owns the display; the others must outlive it.
    PhotoDisplay(Desk& desk, PhotoLoader& photos, ThumbnailLoader& thumbnails, PhotoCanvas& canvas);

    /// Another photo, or none. The same one again changes nothing that is shown.
    void show(PhotoId photo);
    PhotoId photo() const { return m_photo; }

private:
    void showThumbnail();
    void showPixels();
    void showMarks();

    Desk& m_desk;
    PhotoLoader& m_photos;
    ThumbnailLoader& m_thumbnails;
    PhotoCanvas& m_canvas;
    PhotoId m_photo;
};

} // namespace creel
