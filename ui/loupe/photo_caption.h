#pragma once

#include "core/review/photo_index.h"

#include "ui/label_chip.h"

#include <QIcon>
#include <QWidget>

namespace creel {

class Desk;

/// Says in two lines what a photo is: its label, state and problem; then its name and facts that the owner
/// adds. Follows the catalog.
class PhotoCaption : public QWidget
{
    Q_OBJECT

public:
    explicit PhotoCaption(Desk& desk, QWidget* parent = nullptr);

    void setPhoto(PhotoId photo);
    /// Facts before and after the name: "412 / 9,310", "4,000 × 3,000".
    void setFacts(const QStringList& before, const QStringList& after);
    /// On a plate of its own, to lie over a photo.
    void setFloating(bool isFloating);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void describe(const PhotoIndex& index, PhotoIndex::Row row);
    void fetchIcons();
    int lineHeight() const;
    int margin() const;
    QString spoken() const;
    void paintState(QPainter& painter, const QRect& line) const;
    void paintFacts(QPainter& painter, const QRect& line) const;
    int stateWidth() const;
    int factsWidth() const;

    Desk& m_desk;
    PhotoId m_photo;
    QString m_name;
    QString m_label;
    QColor m_labelColour;
    bool m_isClaim = false; ///< the label is the folder's
    QString m_state;
    QString m_problem;
    LabelChip m_proposal; ///< what the current model proposes
    bool m_isAccepted = false;
    bool m_isRejected = false;
    QStringList m_before;
    QStringList m_after;
    bool m_isFloating = false;
    QIcon m_acceptIcon;
    QIcon m_rejectIcon;
    QIcon m_problemIcon;
};

} // namespace creel
