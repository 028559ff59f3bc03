#pragma once

#include "core/catalog/review_store.h"
#include "ui/label_chip.h"

#include <QIcon>
#include <QWidget>

namespace creel {

/// A photo's label and what was decided about it: a chip (hollow while only a folder says so), then the state
/// with its sign and when it was decided.
class ReviewLine : public QWidget
{
    Q_OBJECT

public:
    explicit ReviewLine(QWidget* parent);

    /// `label` without text: none. `when` is empty while nothing is decided.
    void setReview(const LabelChip& label, const Review& review, const QString& when);

    QString labelText() const;
    QString stateText() const;

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int lineHeight() const;
    void paintLabel(QPainter& painter, QRect line) const;
    void paintState(QPainter& painter, QRect line) const;

    LabelChip m_label;
    ReviewState m_state = ReviewState::Unreviewed;
    RejectReason m_reason = RejectReason::None;
    QString m_when;
};

} // namespace creel
