#include "ui/dialogs/reference_photos.h"

#include "core/base/text.h"
#include "ui/grid/thumbnail_loader.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>

#include <algorithm>

namespace creel {

namespace {

constexpr int pictureSide = 72;
constexpr QSize tileSize{pictureSide + 2 * Theme::gap, pictureSide + 4 * Theme::gap};
constexpr int photoRole = Qt::UserRole;
/// More than a person can look at beside a photo.
constexpr qsizetype mostPhotos = 24;

} // namespace

ReferencePhotos::ReferencePhotos(Desk& desk, QWidget* parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_list(new QListWidget(this))
    , m_add(new QPushButton(this))
    , m_remove(new QPushButton(tr("Remove p&hotos"), this))
    , m_empty(new QLabel(tr("None yet. Select photos that show it at its best, then add them here."), this))
{
    m_list->setViewMode(QListView::IconMode);
    m_list->setMovement(QListView::Static);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setIconSize({pictureSide, pictureSide});
    m_list->setGridSize(tileSize);
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setAccessibleName(tr("Reference photos"));
    m_list->installEventFilter(this);
    m_empty->setWordWrap(true);
    for (QPushButton* button : {m_add, m_remove})
        button->setAutoDefault(false);
    m_remove->setToolTip(tr("No longer show the selected photos (Delete)"));
    m_add->setIcon(Theme::icon(QStringLiteral("plus")));
    m_remove->setIcon(Theme::icon(QStringLiteral("minus")));
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_add);
    bar->addWidget(m_remove);
    bar->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    layout->addWidget(m_empty, 1, Qt::AlignTop);
    layout->addWidget(m_list, 1);
    layout->addLayout(bar);
    connect(m_add, &QPushButton::clicked, this, &ReferencePhotos::addSelected);
    connect(m_remove, &QPushButton::clicked, this, &ReferencePhotos::removeSelected);
    connect(m_list, &QListWidget::itemSelectionChanged, this, &ReferencePhotos::refresh);
    connect(desk.selection(), &QItemSelectionModel::selectionChanged, this, &ReferencePhotos::refresh);
    connect(&desk, &Desk::setChanged, this, &ReferencePhotos::refresh);
    connect(&desk, &Desk::indexChanged, this, &ReferencePhotos::describeAll);
    refresh();
}

void ReferencePhotos::setThumbnails(ThumbnailLoader& thumbnails)
{
    m_thumbnails = &thumbnails;
    connect(&thumbnails, &ThumbnailLoader::ready, this, [this](PhotoId photo) {
        if (const qsizetype row = m_photos.indexOf(photo); row >= 0)
            describe(m_list->item(int(row)));
    });
    describeAll();
}

void ReferencePhotos::setPhotos(const QList<PhotoId>& photos)
{
    if (photos != m_photos) {
        m_photos = photos;
        m_list->clear();
        for (const PhotoId photo : photos) {
            auto* item = new QListWidgetItem(m_list);
            item->setData(photoRole, photo.value());
        }
    }
    describeAll();
    refresh();
}

void ReferencePhotos::describeAll()
{
    for (int row = 0; row < m_list->count(); ++row)
        describe(m_list->item(row));
}

void ReferencePhotos::describe(QListWidgetItem* item) const
{
    const PhotoId photo(item->data(photoRole).toLongLong());
    item->setText(tr("photo %1").arg(photo.value()));
    item->setToolTip(tr("This photo is not in the catalog any more"));
    if (const PhotoIndex* index = m_desk.index()) {
        if (const auto row = index->rowOf(photo)) {
            item->setText(displayPath(index->name(*row).toByteArray()));
            item->setToolTip(index->displayName(*row));
        }
    }
    item->setIcon(picture(photo));
}

QIcon ReferencePhotos::picture(PhotoId photo) const
{
    const double ratio = devicePixelRatioF();
    QPixmap thumbnail =
        m_thumbnails ? m_thumbnails->thumbnail(photo, int(pictureSide * ratio), this) : QPixmap();
    if (thumbnail.isNull())
        return Theme::icon(QStringLiteral("photo"));
    thumbnail.setDevicePixelRatio(ratio);
    QPixmap square(QSize(pictureSide, pictureSide) * ratio); // so that all names are on one line
    square.setDevicePixelRatio(ratio);
    square.fill(Qt::transparent);
    const QSizeF size = thumbnail.deviceIndependentSize();
    QPainter painter(&square);
    painter.drawPixmap(QPointF(pictureSide - size.width(), pictureSide - size.height()) / 2, thumbnail);
    painter.end();
    return QIcon(square);
}

void ReferencePhotos::addSelected()
{
    QList<PhotoId> photos = m_photos;
    for (const PhotoId photo : m_desk.selectedPhotos()) {
        if (!photos.contains(photo) && photos.size() < mostPhotos)
            photos.append(photo);
    }
    if (photos != m_photos)
        Q_EMIT changeWanted(photos);
}

void ReferencePhotos::removeSelected()
{
    QList<PhotoId> photos = m_photos;
    for (const QListWidgetItem* item : m_list->selectedItems())
        photos.removeAll(PhotoId(item->data(photoRole).toLongLong()));
    if (photos != m_photos)
        Q_EMIT changeWanted(photos);
}

void ReferencePhotos::refresh()
{
    const qsizetype selected = m_desk.selectedCount();
    const bool isTooMany = selected > mostPhotos;
    const QList<PhotoId> photos = isTooMany ? QList<PhotoId>() : m_desk.selectedPhotos();
    const bool isAnyNew =
        std::ranges::any_of(photos, [this](PhotoId photo) { return !m_photos.contains(photo); });
    m_add->setToolTip(isTooMany ? tr("Select at most %1 photos").arg(mostPhotos)
                                : tr("Show the selected photos as examples of this label"));
    m_add->setText(selected == 1 ? tr("Add the s&elected photo")
                                 : tr("Add the %1 s&elected photos").arg(numberText(selected)));
    m_add->setEnabled(isAnyNew && m_photos.size() < mostPhotos);
    m_remove->setEnabled(!m_list->selectedItems().isEmpty());
    m_empty->setVisible(m_photos.isEmpty());
    m_list->setVisible(!m_photos.isEmpty());
}

bool ReferencePhotos::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        removeSelected();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace creel
