#include "tests/support/catalog_factory.h"
#include "tests/support/fake_engine.h"
#include "tests/support/own_settings.h"
#include "tests/support/photo_folder.h"
#include "tests/ui/open_desk.h"
#include "ui/dialogs/import_dialog.h"
#include "ui/dialogs/merge_dialog.h"
#include "ui/dialogs/overlay_panel.h"
#include "ui/exchange/exchange_report.h"
#include "ui/exchange/export_dialog.h"
#include "ui/grid/grid_view.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/theme.h"
#include "ui/toast.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QColorDialog>
#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTimer>
#include <QtTest>

using namespace creel;
using creel::test::must;

/// Walks the pages and dialogs of the real window: whatever can be used has a name for those who do not see
/// it, and says what it does before it is used.
class AccessibilityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void welcomePage();
    void everyView();
    void trainingPage();
    void whatEveryActionOpens();
    void importDialog();
    void exportDialog();
    void mergeDialog();
    void noticeAndToast();
    void seesANamelessButton();

private:
    void openCatalog();
    void addToObjections(const QString& place);
    void mustBeSpotless();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
    QStringList m_objections;
    qsizetype m_controls = 0;
};

namespace {

/// What Qt puts inside its own widgets speaks through them.
bool isPartOfAnother(const QWidget* widget)
{
    for (const QWidget* parent = widget->parentWidget(); parent; parent = parent->parentWidget()) {
        if (qobject_cast<const QComboBox*>(parent) || qobject_cast<const QAbstractSpinBox*>(parent) ||
            qobject_cast<const QTabBar*>(parent) || qobject_cast<const QLineEdit*>(parent) ||
            qobject_cast<const QFileDialog*>(parent) || qobject_cast<const QColorDialog*>(parent))
            return true;
    }
    return false;
}

bool isButton(const QWidget* widget)
{
    return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget) ||
           qobject_cast<const QSlider*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget);
}

bool isControl(const QWidget* widget)
{
    const bool isWindow =
        qobject_cast<const QFileDialog*>(widget) || qobject_cast<const QColorDialog*>(widget);
    return !isWindow && (isButton(widget) || (widget->focusPolicy() & Qt::TabFocus)) &&
           !isPartOfAnother(widget);
}

QString nameOf(QWidget* widget)
{
    QAccessibleInterface* const interface = QAccessible::queryAccessibleInterface(widget);
    return interface ? interface->text(QAccessible::Name) : QString();
}

/// A dialog that is refused deletes itself later, so the list stays valid meanwhile.
void closeDialogs()
{
    for (QWidget* widget : QApplication::allWidgets()) {
        if (auto* dialog = qobject_cast<QDialog*>(widget); dialog && dialog->isVisible())
            dialog->reject();
        else if (auto* panel = qobject_cast<OverlayPanel*>(widget); panel && panel->isVisible())
            panel->dismiss();
    }
}

} // namespace

void AccessibilityTest::initTestCase()
{
    test::useOwnSettings();
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void AccessibilityTest::init()
{
    QSettings().clear();
    m_objections.clear();
    m_controls = 0;
    m_folder = std::make_unique<QTemporaryDir>();
    for (const char* species : {"brown trout", "bull trout"})
        test::drawPhotos(m_folder->filePath(QStringLiteral("photos/") + QLatin1String(species)), 4,
                         species[1]);
    m_desk = std::make_unique<Desk>();
    m_window = std::make_unique<MainWindow>(
        *m_desk, []() -> Result<std::unique_ptr<Engine>> { return std::make_unique<test::FakeEngine>(); });
    m_window->show();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void AccessibilityTest::cleanup()
{
    m_window.reset();
    m_desk.reset();
}

void AccessibilityTest::openCatalog()
{
    ImportRequest request;
    request.catalogPath = m_folder->filePath(QStringLiteral("t.creel"));
    request.paths = {bytePathFromLocal(m_folder->filePath(QStringLiteral("photos")))};
    request.labels = FolderLabels::FromFolders;
    must(importPhotos(request, {}));
    m_window->openCatalog(request.catalogPath);
    QVERIFY(test::waitUntilWhole(*m_desk));
    QCOMPARE(m_desk->model()->rowCount(), 8);
}

/// Every control that can be seen now.
void AccessibilityTest::addToObjections(const QString& place)
{
    for (QWidget* widget : QApplication::allWidgets()) {
        if (!widget->isVisible() || !isControl(widget))
            continue;
        ++m_controls;
        const QString name = nameOf(widget);
        const QString what =
            QStringLiteral("%1: %2 %3 “%4”")
                .arg(place, QLatin1String(widget->metaObject()->className()), widget->objectName(), name);
        if (name.isEmpty())
            m_objections.append(what + QStringLiteral(" has no name"));
        if (isButton(widget) && widget->toolTip().isEmpty())
            m_objections.append(what + QStringLiteral(" does not say what it does"));
    }
}

void AccessibilityTest::mustBeSpotless()
{
    QVERIFY(m_controls > 0);
    m_objections.removeDuplicates();
    QVERIFY2(m_objections.isEmpty(), qPrintable(QLatin1Char('\n') + m_objections.join(QLatin1Char('\n'))));
}

void AccessibilityTest::welcomePage()
{
    addToObjections(QStringLiteral("empty welcome page"));
    openCatalog();
    m_desk->close();
    addToObjections(QStringLiteral("welcome page"));
    mustBeSpotless();
}

void AccessibilityTest::everyView()
{
    openCatalog();
    PhotoFilter filter;
    filter.states = {ReviewState::Unreviewed};
    m_desk->setFilter(filter);
    m_window->grid().selectAll();
    for (const auto view : {MainWindow::View::Grid, MainWindow::View::Crops, MainWindow::View::Loupe,
                            MainWindow::View::Compare}) {
        m_window->showView(view);
        QCoreApplication::processEvents();
        addToObjections(QStringLiteral("view %1").arg(int(view)));
    }
    mustBeSpotless();
}

void AccessibilityTest::trainingPage()
{
    openCatalog();
    m_window->showPage(MainWindow::Page::Train);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->learner().engineState(), Learner::EngineState::Ready,
                              test::patienceMs);
    addToObjections(QStringLiteral("training"));
    mustBeSpotless();
}

/// Pages and dialogs that come later are walked too, without being named here.
void AccessibilityTest::whatEveryActionOpens()
{
    openCatalog();
    QTimer fileDialogs; // they wait for an answer
    connect(&fileDialogs, &QTimer::timeout, this, [] {
        if (auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget()))
            dialog->reject();
    });
    fileDialogs.start(10);
    const QSet<QString> endsTheWalk{QStringLiteral("file.quit"), QStringLiteral("file.close"),
                                    QStringLiteral("file.demo")};
    for (const Actions::Entry& entry : m_window->actions().entries()) {
        if (endsTheWalk.contains(entry.id))
            continue;
        if (!entry.action->isEnabled())
            m_window->showPage(MainWindow::Page::Curate);
        entry.action->trigger();
        QCoreApplication::processEvents();
        addToObjections(entry.id);
        closeDialogs();
        QCoreApplication::processEvents();
    }
    mustBeSpotless();
}

void AccessibilityTest::importDialog()
{
    ImportDialog dialog({bytePathFromLocal(m_folder->filePath(QStringLiteral("photos")))}, nullptr);
    const QSignalSpy surveyed(&dialog, &ImportDialog::surveyed);
    dialog.show();
    QTRY_COMPARE_WITH_TIMEOUT(surveyed.count(), 1, test::patienceMs);
    addToObjections(QStringLiteral("import"));
    mustBeSpotless();
}

void AccessibilityTest::exportDialog()
{
    openCatalog();
    ExportDialog dialog(*m_desk, nullptr);
    dialog.show();
    addToObjections(QStringLiteral("export"));
    mustBeSpotless();
}

void AccessibilityTest::mergeDialog()
{
    openCatalog();
    MergeDialog dialog(*m_desk, m_desk->labels().first().id, nullptr);
    dialog.show();
    addToObjections(QStringLiteral("merge"));
    mustBeSpotless();
}

void AccessibilityTest::noticeAndToast()
{
    openCatalog();
    m_window->notice().offer(QStringLiteral("Something was interrupted."),
                             {QStringLiteral("Resume"),
                              [] {
                              }},
                             {QStringLiteral("Forget it"), [] {
                              }});
    m_window->toast().showDone(QStringLiteral("Accepted 1 photo"), QStringLiteral("Ctrl+Z"));
    ExchangeReport::Content content;
    content.title = QStringLiteral("Exported");
    content.lines = {QStringLiteral("8 photos")};
    content.folder = "/tmp";
    content.takeBack = [] {
    };
    ExchangeReport report(content, nullptr);
    report.show();
    addToObjections(QStringLiteral("notice, toast and report"));
    mustBeSpotless();
}

void AccessibilityTest::seesANamelessButton()
{
    QPushButton button;
    button.show();
    addToObjections(QStringLiteral("a bare button"));
    QCOMPARE(m_objections.filter(QStringLiteral("has no name")).size(), 1);
    QVERIFY(!m_objections.filter(QStringLiteral("does not say")).isEmpty());
}

QTEST_MAIN(AccessibilityTest)
#include "tst_accessibility.moc"
