#pragma once

#include <QAbstractButton>

namespace creel {

/// A heading with something below it that the curator can fold away; remembers whether it is.
class PanelSection : public QWidget
{
    Q_OBJECT

public:
    /// Until the curator has chosen.
    enum class AtFirst
    {
        Open,
        Folded
    };

    /// `key` names it in the settings. Takes the body.
    PanelSection(const QString& title, const QString& key, QWidget* body, QWidget* parent,
                 AtFirst atFirst = AtFirst::Open);

    bool isOpen() const;

private:
    QAbstractButton* m_heading;
};

/// The heading of a section that is a widget; see PanelHeading for one that is a row.
class PanelHeadingButton : public QAbstractButton
{
    Q_OBJECT

public:
    PanelHeadingButton(const QString& title, QWidget* parent);

    QSize sizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
};

} // namespace creel
