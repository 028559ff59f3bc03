#pragma once

#include <QToolButton>

namespace creel {

/// A small button that puts a text on the clipboard.
class CopyButton : public QToolButton
{
    Q_OBJECT

public:
    explicit CopyButton(QWidget* parent);

    /// `what` is for people: "hash".
    void setWhat(const QString& what, const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    void restyle();

    QString m_text;
};

} // namespace creel
