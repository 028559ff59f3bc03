#pragma once

#include <QAbstractButton>

class QToolButton;

namespace creel {

/// A catalog that was open lately: opens it, or, where it is gone, says so. Delete takes it off the list.
class RecentRow : public QAbstractButton
{
    Q_OBJECT

public:
    RecentRow(QString path, QWidget* parent);

    const QString& path() const { return m_path; }
    void setFound(bool isFound);
    bool isFound() const { return m_isFound; }

    QSize sizeHint() const override;

Q_SIGNALS:
    void removeRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    QString m_path;
    bool m_isFound = true;
    QToolButton* m_remove;
};

} // namespace creel
