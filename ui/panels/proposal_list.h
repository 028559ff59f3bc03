#pragma once

#include <QColor>
#include <QWidget>

namespace creel {

/// What a model thinks of a photo: each class with a bar as long as it is sure of it, the likeliest first.
class ProposalList : public QWidget
{
    Q_OBJECT

public:
    struct Line
    {
        QString name;
        QColor colour; ///< invalid where the catalog has no such label
        float share = 0;
    };

    explicit ProposalList(QWidget* parent);

    /// In any order.
    void setLines(QList<Line> lines);
    const QList<Line>& lines() const { return m_lines; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int lineHeight() const;

    QList<Line> m_lines; ///< likeliest first
};

} // namespace creel
