#pragma once

#include "core/catalog/box_store.h"

#include <QColor>
#include <QSize>
#include <QWidget>

#include <array>

class QGridLayout;
class QLabel;
class QToolButton;

namespace creel {

/// The boxes of one photo: label, size in pixels, and what is said about each as buttons that switch.
class BoxList : public QWidget
{
    Q_OBJECT

public:
    struct Line
    {
        Box box;
        QString label; ///< empty: none
        QColor colour;

        bool operator==(const Line&) const = default;
    };

    explicit BoxList(QWidget* parent);

    /// `photo` is its size in pixels; empty if that is not known.
    void setLines(const QList<Line>& lines, QSize photo, bool verified);
    bool isEmpty() const { return m_lines.isEmpty() && !m_verified; }
    /// "brown, 412 × 208", one a box that is shown.
    QStringList texts() const;
    /// Of the box in that line: difficult, truncated, occluded.
    QToolButton* button(qsizetype line, qsizetype attribute) const;

Q_SIGNALS:
    /// The box as it is wanted.
    void changeWanted(const creel::Box& box);

private:
    struct Row
    {
        QLabel* sign;
        QLabel* label;
        QLabel* size;
        std::array<QToolButton*, 3> buttons;
    };

    void addRow();
    void showLine(const Row& row, const Line& line, QSize photo);

    QList<Line> m_lines;
    QSize m_photo;
    bool m_verified = false;
    QList<Row> m_rows; ///< more than needed are hidden
    QLabel* m_state;
    QLabel* m_more;
    QGridLayout* m_grid;
};

} // namespace creel
