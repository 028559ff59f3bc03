// MainWindow: its views, and what the keys that they share mean in each.

#include "ui/box_desk.h"
#include "ui/dialogs/reason_picker.h"
#include "ui/grid/grid_view.h"
#include "ui/loupe/box_tool.h"
#include "ui/loupe/loupe_view.h"
#include "ui/main_window.h"
#include "ui/panels/inspector.h"
#include "ui/status_line.h"

#include <QMenu>
#include <QSlider>
#include <QStackedWidget>
#include <QToolButton>

namespace creel {

namespace {

const QString wallKey = QStringLiteral("wall");
const QString cropsValue = QStringLiteral("crops");

} // namespace

GridView* MainWindow::makeGrid(GridContent& content, QWidget* page)
{
    auto* grid = new GridView(content, page);
    connect(grid, &GridView::tileActivated, this, [this] { showView(View::Loupe); });
    connect(grid, &GridView::contextMenuRequestedAt, this, &MainWindow::showTileMenu);
    return grid;
}

void MainWindow::restoreWall()
{
    m_wall = m_desk.setting(wallKey).toString() == cropsValue ? View::Crops : View::Grid;
    showWall();
}

void MainWindow::showView(View view)
{
    const bool isWall = view == View::Grid || view == View::Crops;
    if (m_wall == View::Crops && m_view == View::Loupe)
        m_boxes->goToBox(m_loupe->boxTool().selected());
    if (isWall && view != m_wall) {
        m_wall = view;
        m_desk.setSetting(wallKey, view == View::Crops ? cropsValue : QJsonValue());
    }
    m_boxes->setInUse(m_wall == View::Crops && m_desk.isOpen());
    if (view == View::Crops)
        m_boxes->lead(); // the loupe may have gone to a photo without boxes
    m_view = view;
    m_views->setCurrentIndex(int(view));
    m_viewButtons[int(view)]->setChecked(true);
    m_views->currentWidget()->setFocus();
    m_status->thumbnailSlider()->setVisible(isWall);
    m_inspector->setSumsUpSelection(view == View::Grid); // elsewhere keys are about the photo shown
    m_status->setShowsBoxes(view == View::Crops);
    if (m_wall == View::Crops && view == View::Loupe)
        m_loupe->boxTool().select(m_boxes->currentBox());
}

bool MainWindow::hasTarget() const
{
    if (!m_desk.isOpen())
        return false;
    switch (m_view) {
    case View::Grid:
        return m_desk.selectedCount() > 0; // without a list of a million
    case View::Crops:
        return m_boxes->selectedCount() > 0;
    case View::Loupe:
    case View::Compare:
        return !targetPhotos().isEmpty();
    }
    return false;
}

void MainWindow::accept()
{
    if (m_view == View::Crops)
        m_boxes->accept();
    else if (const QList<PhotoId> photos = targetPhotos(); !photos.isEmpty())
        decide(Accept{photos});
}

void MainWindow::reject()
{
    if (!hasTarget())
        return;
    if (m_view == View::Crops)
        m_boxes->remove();
    else {
        m_aim = targetPhotos();
        m_reasons->open();
    }
}

void MainWindow::clearDecision()
{
    if (m_view == View::Crops)
        say(tr("A box has no decision to take back. Ctrl+Z undoes what was done to it."));
    else
        m_desk.apply(ClearReview{targetPhotos()});
}

void MainWindow::goToUndecided(bool forward)
{
    if (!m_desk.isOpen())
        return;
    if (m_view == View::Crops) {
        if (!m_boxes->goToUndecided(forward))
            say(tr("Every box shown was drawn or accepted by a person"));
    } else if (!m_desk.goToUnreviewed(forward)) {
        say(tr("Every photo shown is decided"));
    }
}

void MainWindow::goToEnd(bool last)
{
    if (m_view == View::Crops)
        m_boxes->setCurrentPosition(last ? m_boxes->model()->rowCount() - 1 : 0);
    else
        m_desk.setCurrentPosition(last ? m_desk.model()->rowCount() - 1 : 0);
}

void MainWindow::showTileMenu(QPoint global)
{
    QList<const char*> ids{"review.accept", "review.reject", "review.label", "view.loupe"};
    if (m_view == View::Grid)
        ids = {"review.accept", "review.reject", "review.clear",
               "review.label",  "view.loupe",    "view.compare"};
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const char* id : std::as_const(ids))
        menu->addAction(m_actions.action(QLatin1String(id)));
    menu->popup(global);
}

} // namespace creel
