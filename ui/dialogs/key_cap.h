#pragma once

#include <QWidget>

namespace creel {

/// A key drawn as the cap on a keyboard: "A", "Ctrl+Z".
class KeyCap : public QWidget
{
    Q_OBJECT

public:
    explicit KeyCap(QString text, QWidget* parent = nullptr);

    QString text() const { return m_text; }
    QSize sizeHint() const override { return sizeOf(m_text, font()); }

    static QSize sizeOf(const QString& text, const QFont& font);
    /// For delegates: the cap fills `rect`.
    static void draw(QPainter& painter, const QRect& rect, const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
};

} // namespace creel
