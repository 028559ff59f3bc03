#pragma once

#include <QFrame>
#include <QPointer>

namespace creel {

/// A small panel over a view that takes the keyboard, and goes away with Esc or when the focus leaves it. No
/// window of its own: it shows at once and never blocks work.
class OverlayPanel : public QFrame
{
    Q_OBJECT

public:
    enum class Place
    {
        Middle, ///< in the upper half, where the eye is
        Bottom
    };

    /// `width` is in device-independent pixels; less where the parent is narrower.
    OverlayPanel(Place place, int width, QWidget* parent);
    ~OverlayPanel() override;

    /// Shows the panel and gives it the focus.
    virtual void open();
    /// Hides the panel and gives the focus back to who had it.
    void dismiss();

Q_SIGNALS:
    void dismissed();

protected:
    /// What gets the focus when the panel opens.
    virtual QWidget* firstFocus() { return this; }
    /// Colours and icons again, after a change of theme.
    virtual void restyle() {}

    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void onFocusChanged(QWidget* now);
    void hidePanel();
    void place();

    Place m_place;
    int m_width;
    bool m_isClosing = false;
    QPointer<QWidget> m_formerFocus;
};

} // namespace creel
