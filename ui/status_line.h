#pragma once

#include "ui/desk.h"

#include <QWidget>

class QLabel;
class QSlider;

namespace creel {

class Actions;
class BoxDesk;

/// The bottom line: what is shown and selected, how the curator is getting on, the keys that matter most, and
/// the size of thumbnails.
class StatusLine : public QWidget
{
    Q_OBJECT

public:
    StatusLine(Desk& desk, BoxDesk& boxes, const Actions& actions, QWidget* parent);

    QString progressText() const;
    QSlider* thumbnailSlider() const { return m_slider; }
    /// Whether the tiles are boxes now.
    void setShowsBoxes(bool showsBoxes);
    /// Writes the key hints anew, once the actions are there.
    void refreshKeys();

protected:
    void changeEvent(QEvent* event) override;

private:
    void update();
    QStringList shownTexts() const;

    Desk& m_desk;
    BoxDesk& m_boxes;
    const Actions& m_actions;
    QLabel* m_progress;
    QLabel* m_keys;
    QSlider* m_slider;
    bool m_showsBoxes = false;
    QTimer m_timer; ///< joins bursts of changes into one update
};

} // namespace creel
