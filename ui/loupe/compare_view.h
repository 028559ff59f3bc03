#pragma once

#include "core/base/ids.h"
#include "ui/loupe/view_transform.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace creel {

class ComparePane;
class Desk;
class PhotoLoader;
class ThumbnailLoader;

/// Two to four selected photos side by side, zoomed and moved in step. One pane is active: decisions apply to
/// its photo. Decodes nothing while hidden.
class CompareView : public QWidget
{
    Q_OBJECT

public:
    static constexpr int mostPanes = 4;

    CompareView(Desk& desk, PhotoLoader& photos, ThumbnailLoader& thumbnails, QWidget* parent = nullptr);

    /// The photo that decisions apply to; none where there is nothing to compare.
    QList<PhotoId> activePhotos() const;
    /// Those on show, in order.
    QList<PhotoId> shownPhotos() const;
    /// What the view says instead of, or besides, photos; empty if all is shown.
    QString hint() const;
    ComparePane& pane(int i) { return *m_panes[i]; }

    /// So many panes on (back if negative), around the end.
    void activateNext(int steps = 1);
    void zoomIn();
    void zoomOut();
    void fit();
    void actualSize();
    void toggleFitActual();

Q_SIGNALS:
    void activeChanged();
    /// The curator wants back to the grid.
    void closeRequested();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    /// Shows what is selected.
    void sync();
    void arrange(int count);
    void showHint(int selected);
    void setActive(int pane);
    void makeCurrent(PhotoId photo);
    void followCurrent();
    void compareSharpness();

    Desk& m_desk;
    PhotoLoader& m_photos;
    ViewTransform m_transform;
    QLabel* m_hint;
    QWidget* m_area;
    QGridLayout* m_grid;
    QList<ComparePane*> m_panes;
    int m_shown = 0; ///< panes with photos
    int m_active = 0;
};

} // namespace creel
