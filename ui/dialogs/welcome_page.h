#pragma once

#include "core/base/byte_path.h"

#include <QStringList>
#include <QThreadPool>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace creel {

class ActionCard;
class RecentRow;

/// What the window shows while no catalog is open: what Creel is, and the ways in.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(QWidget* parent);
    ~WelcomePage() override;

    /// Catalogs that were open lately, the last one first. Whether they are still there is found out in the
    /// background.
    void setRecent(const QStringList& paths);
    const QList<RecentRow*>& recentRows() const { return m_recent; }

Q_SIGNALS:
    void openFolderRequested();
    void openCatalogRequested();
    void demoRequested();
    /// A recent catalog, or one that was dropped here.
    void recentChosen(const QString& path);
    void recentRemoved(const QString& path);
    void foldersDropped(const QList<creel::BytePath>& folders);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void addCards(QVBoxLayout* column);
    void restyle();
    void checkRecent();
    void setDropping(bool isDropping);

    QLabel* m_sign;
    QLabel* m_title;
    QLabel* m_sentence;
    ActionCard* m_openFolder = nullptr;
    QLabel* m_recentTitle;
    QVBoxLayout* m_recentLayout;
    QLabel* m_dropHint;
    QList<RecentRow*> m_recent;
    bool m_isDropping = false;
    QThreadPool m_pool; ///< looks for recent catalogs, which may lie on a sleeping network drive
};

} // namespace creel
