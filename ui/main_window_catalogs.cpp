// MainWindow: opening catalogs and folders, dropping, closing, and what the window remembers.

#include "core/catalog/backup.h"
#include "core/catalog/root_store.h"
#include "core/demo/pond.h"
#include "ui/dialogs/dropped_paths.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/grid/grid_view.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/recent_catalogs.h"
#include "ui/status_line.h"
#include "ui/toast.h"

#include <QAbstractButton>
#include <QAbstractSlider>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QSettings>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardPaths>

namespace creel {

namespace {

/// The catalog that belongs to a folder: beside it, or among the user's documents where that is read-only.
QString catalogForFolder(const BytePath& folder)
{
    const QFileInfo info(displayPath(folder));
    const QString name = info.fileName().isEmpty() ? QStringLiteral("photos") : info.fileName();
    const QString beside = info.dir().filePath(name + QStringLiteral(".creel"));
    if (QFileInfo::exists(beside) || QFileInfo(info.path()).isWritable())
        return beside;
    return QDir(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation))
        .filePath(name + QStringLiteral(".creel"));
}

/// Keys that widgets such as buttons and lists need for themselves, although the window has a meaning for
/// them too.
bool wantsKey(const QWidget* widget, int key)
{
    const bool isPress = key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter;
    const bool isMove = key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up ||
                        key == Qt::Key_Down || key == Qt::Key_Home || key == Qt::Key_End;
    if (qobject_cast<const QAbstractButton*>(widget))
        return isPress;
    return (qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSlider*>(widget)) &&
           (isPress || isMove);
}

} // namespace

void MainWindow::openPath(const QString& path)
{
    if (QFileInfo(path).isDir())
        importFolders({bytePathFromLocal(QFileInfo(path).absoluteFilePath())});
    else
        openCatalog(path);
}

void MainWindow::openCatalog(const QString& path)
{
    const bool isNew = !QFileInfo::exists(path);
    const auto opened = m_desk.open(QFileInfo(path).absoluteFilePath(),
                                    isNew ? Connection::Access::Create : Connection::Access::ReadWrite);
    if (!opened)
        m_toast->showError(opened.error().message);
}

void MainWindow::openLast()
{
    if (const QString last = RecentCatalogs::leftOpen(); QFileInfo::exists(last))
        openCatalog(last);
}

void MainWindow::openCatalogFor(const BytePath& path)
{
    if (!m_desk.isOpen())
        openCatalog(catalogForFolder(path));
}

void MainWindow::importFolders(const QList<BytePath>& folders)
{
    if (folders.isEmpty())
        return;
    openCatalogFor(folders.first());
    if (!m_desk.isOpen())
        return;
    auto* dialog = new ImportDialog(folders, this);
    QStringList names;
    for (const Label& label : m_desk.labels())
        names.append(label.name);
    dialog->setLabelNames(names);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_desk.importPhotos(dialog->request()); });
    connect(dialog, &ImportDialog::annotationsRequested, this, &MainWindow::importAnnotations);
    dialog->open();
}

void MainWindow::openDemo()
{
    const QString folder = QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))
                               .filePath(QStringLiteral("creel/demo"));
    Job* job =
        m_desk.jobs()->start(tr("Drawing the demo pond"), [folder](JobContext context) -> Result<QString> {
            CREEL_TRY(demo::drawPond(folder, std::nullopt, context));
            return tr("The demo pond is ready");
        });
    connect(job, &Job::finished, this, [this, job, folder, former = m_desk.catalogPath()] {
        if (job->state() != Job::State::Succeeded)
            return;
        // Somebody who went on to something else meanwhile is asked first.
        if (m_desk.catalogPath() == former && !QApplication::activeModalWidget())
            openPond(folder);
        else
            m_notice->offer(tr("The demo pond is ready."), {tr("Open it"), [this, folder] {
                                                                openPond(folder);
                                                            }});
    });
}

void MainWindow::openPond(const QString& folder)
{
    const QString catalog = QDir(folder).filePath(QStringLiteral("pond.creel"));
    openCatalog(catalog);
    if (m_desk.catalogPath() != catalog)
        return;
    ImportRequest request;
    request.paths = {bytePathFromLocal(QDir(folder).filePath(QStringLiteral("photos")))};
    request.labels = FolderLabels::FromFolders;
    m_desk.importPhotos(request);
}

void MainWindow::relocateRoot(RootId root)
{
    const QString catalog = m_desk.catalogPath();
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Where are these photos now?"));
    if (folder.isEmpty() || m_desk.catalogPath() != catalog)
        return;
    const auto moved = RootStore(*m_desk.connection()).relocate(root, bytePathFromLocal(folder));
    if (!moved)
        m_toast->showError(moved.error().message);
    else
        reimportRoot(root);
}

void MainWindow::reimportRoot(RootId root)
{
    const auto roots = RootStore(*m_desk.connection()).roots();
    if (!roots)
        return m_toast->showError(roots.error().message);
    for (const Root& entry : *roots) {
        if (entry.id != root)
            continue;
        ImportRequest request;
        request.paths = {entry.path};
        request.labels = FolderLabels::FromFolders;
        m_desk.importPhotos(request);
    }
}

void MainWindow::saveBackup()
{
    if (!m_desk.isOpen())
        return;
    const QString target = QFileDialog::getSaveFileName(this, tr("Save a copy of the catalog"), {},
                                                        tr("Creel catalogs (*.creel)"));
    if (target.isEmpty())
        return;
    m_desk.jobs()->start(tr("Saving a copy"),
                         [path = m_desk.catalogPath(), target](const JobContext& context) -> Result<QString> {
                             CREEL_ASSIGN(const auto connection,
                                          Connection::open(path, Connection::Access::ReadOnly));
                             CREEL_TRY(backupTo(*connection, target, context.token()));
                             return tr("Saved a copy to %1").arg(target);
                         });
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const auto* widget = qobject_cast<QWidget*>(watched);
        const bool isEnter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (widget && widget == QApplication::focusWidget() && key->modifiers() == Qt::NoModifier &&
            (wantsKey(widget, key->key()) || (isEnter && !m_views->currentWidget()->isAncestorOf(widget) &&
                                              widget != m_views->currentWidget()))) {
            event->accept();
            return true;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (!droppedPaths(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QList<BytePath> paths = droppedPaths(event->mimeData());
    if (paths.size() == 1 && paths.first().endsWith(".creel"))
        openCatalog(displayPath(paths.first()));
    else
        importFolders(paths);
}

void MainWindow::restoreLayout()
{
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    m_splitter->restoreState(settings.value(QStringLiteral("window/splitter")).toByteArray());
    m_status->thumbnailSlider()->setValue(m_grid->thumbnailSize());
    m_grid->setThumbnailSize(settings.value(QStringLiteral("window/thumbnails"), 160).toInt());
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/splitter"), m_splitter->saveState());
    settings.setValue(QStringLiteral("window/thumbnails"), m_grid->thumbnailSize());
    const QString leftOpen = m_desk.catalogPath();
    m_desk.close();
    RecentCatalogs::setLeftOpen(leftOpen);
    QMainWindow::closeEvent(event);
}

} // namespace creel
