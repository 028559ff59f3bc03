#pragma once

#include <QImage>
#include <QWidget>

namespace creel {

/// A QR code (ISO/IEC 18004, correction level M) with a pixel a module, black on white, without its quiet
/// zone. Null for a text that is empty or too long for one.
QImage qrCode(const QString& text);

/// Shows an address as a QR code to be read by a phone: dark on light with its quiet zone in both themes, as
/// readers expect it, and each module a whole number of the screen's own pixels.
class QrCodeView : public QWidget
{
    Q_OBJECT

public:
    explicit QrCodeView(QWidget* parent);

    /// `what` is for people who cannot see it: "QR code of %1".
    void setText(const QString& text, const QString& what);
    const QString& text() const { return m_text; }

    QSize sizeHint() const override;

    static constexpr int quietModules = 4; ///< on each side

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    QImage m_code;
};

} // namespace creel
