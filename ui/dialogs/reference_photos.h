#pragma once

#include "ui/desk.h"

#include <QWidget>

class QLabel;
class QListWidget;
class QListWidgetItem;
class QPushButton;

namespace creel {

class ThumbnailLoader;

/// The photos that show a label at its best: taken from the desk's selection, removable.
class ReferencePhotos : public QWidget
{
    Q_OBJECT

public:
    ReferencePhotos(Desk& desk, QWidget* parent);

    /// Pictures from then on; `thumbnails` must outlive this.
    void setThumbnails(ThumbnailLoader& thumbnails);
    void setPhotos(const QList<PhotoId>& photos);

Q_SIGNALS:
    /// The photos as they are wanted now.
    void changeWanted(const QList<creel::PhotoId>& photos);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    /// Name, path and picture as far as they are known.
    void describe(QListWidgetItem* item) const;
    void describeAll();
    QIcon picture(PhotoId photo) const;
    void addSelected();
    void removeSelected();
    void refresh();

    Desk& m_desk;
    QList<PhotoId> m_photos;
    QListWidget* m_list;
    ThumbnailLoader* m_thumbnails = nullptr;
    QPushButton* m_add;
    QPushButton* m_remove;
    QLabel* m_empty;
};

} // namespace creel
