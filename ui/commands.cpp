#include "ui/commands.h"

#include "ui/box_desk.h"
#include "ui/dialogs/about_dialog.h"
#include "ui/grid/grid_view.h"
#include "ui/loupe/box_tool.h"
#include "ui/loupe/compare_view.h"
#include "ui/loupe/loupe_view.h"
#include "ui/loupe/photo_canvas.h"
#include "ui/main_window.h"
#include "ui/theme.h"

#include <QApplication>
#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>

namespace creel {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Commands)
};

using Keys = QList<QKeySequence>;

Keys keys(std::initializer_list<const char*> texts)
{
    Keys list;
    for (const char* text : texts)
        list.append(QKeySequence(QLatin1String(text), QKeySequence::PortableText));
    return list;
}

/// A menu's title without its mnemonic, for headings.
QString plain(QString title)
{
    return title.remove(QLatin1Char('&'));
}

/// Adds actions of one menu; a group is a menu and a heading of the key sheet.
class Group
{
public:
    Group(MainWindow& window, const QString& title)
        : m_window(window), m_title(plain(title)), m_menu(window.menuBar()->addMenu(title))
    {}

    QAction* add(const char* id, const QString& text, const Keys& defaultKeys, std::function<void()> run,
                 const char* icon = nullptr)
    {
        QAction* action =
            m_window.actions().add(QLatin1String(id), m_title, text, defaultKeys, std::move(run));
        if (icon) {
            action->setProperty("icon", QLatin1String(icon)); // fetched anew when the theme changes
            action->setIcon(Theme::icon(QLatin1String(icon)));
        }
        m_window.addAction(action);
        m_menu->addAction(action);
        return action;
    }

    void separate() { m_menu->addSeparator(); }
    QMenu* menu() { return m_menu; }

private:
    MainWindow& m_window;
    QString m_title;
    QMenu* m_menu;
};

void addFileCommands(MainWindow& window)
{
    Group group(window, Text::tr("&File"));
    group.add(
        "file.import", Text::tr("Import folder…"), keys({"Ctrl+I"}),
        [&window] {
            const QString folder =
                QFileDialog::getExistingDirectory(&window, Text::tr("Import a folder of photos"));
            if (!folder.isEmpty())
                window.importFolders({bytePathFromLocal(folder)});
        },
        "import");
    group.add("file.import_annotations", Text::tr("Import annotations…"), keys({"Ctrl+Shift+I"}),
              [&window] { window.importAnnotations(); });
    group.add(
        "file.open", Text::tr("Open catalog…"), keys({"Ctrl+O"}),
        [&window] {
            const QString path = QFileDialog::getOpenFileName(&window, Text::tr("Open a catalog"), {},
                                                              Text::tr("Creel catalogs (*.creel)"));
            if (!path.isEmpty())
                window.openCatalog(path);
        },
        "catalog");
    group.add("file.new", Text::tr("New catalog…"), keys({"Ctrl+N"}), [&window] {
        QString path = QFileDialog::getSaveFileName(&window, Text::tr("Where to keep the new catalog"), {},
                                                    Text::tr("Creel catalogs (*.creel)"));
        if (path.isEmpty())
            return;
        if (!path.endsWith(QLatin1String(".creel")))
            path += QLatin1String(".creel");
        window.openCatalog(path);
    });
    group.add(
        "file.demo", Text::tr("Open the demo pond"), {}, [&window] { window.openDemo(); }, "demo");
    group.separate();
    group.add(
        "file.export", Text::tr("Export dataset…"), keys({"Ctrl+E"}),
        [&window] { window.showExportDialog(); }, "export");
    group.add(
        "share.serve", Text::tr("Start or stop the server"), keys({"Ctrl+Shift+S"}),
        [&window] { window.toggleServing(); }, "serve");
    group.separate();
    group.add("file.backup", Text::tr("Save a copy of the catalog…"), {}, [&window] { window.saveBackup(); });
    group.add("file.close", Text::tr("Close catalog"), keys({"Ctrl+W"}),
              [&window] { window.desk().close(); });
    group.separate();
    group.add("file.quit", Text::tr("Quit"), keys({"Ctrl+Q"}), [&window] { window.close(); });
}

void addEditCommands(MainWindow& window)
{
    Group group(window, Text::tr("&Edit"));
    Desk& desk = window.desk();
    group.add(
        "edit.undo", Text::tr("Undo"), keys({"Ctrl+Z"}), [&desk] { desk.undo(); }, "undo");
    group.add(
        "edit.redo", Text::tr("Redo"), keys({"Ctrl+Shift+Z", "Ctrl+Y"}), [&desk] { desk.redo(); }, "redo");
    group.separate();
    group.add("edit.select_all", Text::tr("Select all shown"), keys({"Ctrl+A"}),
              [&window] { window.wall().selectAll(); });
    group.add(
        "edit.search", Text::tr("Search and filter"), keys({"F", "Ctrl+F"}),
        [&window] { window.focusSearch(); }, "search");
    group.add("edit.step_back", Text::tr("Back, clear filter"), keys({"Esc"}),
              [&window] { window.stepBack(); });
}

void addDigitCommands(MainWindow& window)
{
    for (const char digit : {'1', '2', '3', '4', '5', '6', '7', '8', '9', '0'}) {
        const QString key{QLatin1Char(digit)};
        QAction* action =
            window.actions().add(QStringLiteral("label.%1").arg(key), plain(Text::tr("&Decide")),
                                 Text::tr("Label %1 and go on").arg(key), {QKeySequence(key)},
                                 [&window, key] { window.labelByDigit(key); });
        window.addAction(action); // ten lines would only crowd the menu
    }
}

void addDecideCommands(MainWindow& window)
{
    Group group(window, Text::tr("&Decide"));
    group.add(
        "review.accept", Text::tr("Accept and go on"), keys({"A"}), [&window] { window.accept(); }, "accept");
    group.add(
        "review.reject", Text::tr("Reject with a reason…"), keys({"X"}), [&window] { window.reject(); },
        "reject");
    group.add(
        "review.clear", Text::tr("Back to unreviewed"), keys({"U"}), [&window] { window.clearDecision(); },
        "unreview");
    group.add(
        "review.label", Text::tr("Label by typing…"), keys({"L"}), [&window] { window.showLabelPalette(); },
        "label");
    addDigitCommands(window);
    group.add("review.take_proposal", Text::tr("Take the model's proposal and go on"),
              keys({"Return", "Enter"}), [&window] { window.takeProposals(); });
    group.separate();
    QAction* advance = group.add("review.advance", Text::tr("Go on after each decision"), {}, [] {});
    advance->setCheckable(true);
    const QSettings settings;
    advance->setChecked(settings.value(QStringLiteral("advance"), true).toBool());
    window.desk().setAdvancesAfterDecision(advance->isChecked());
    QObject::connect(advance, &QAction::toggled, &window, [&window](bool on) {
        window.desk().setAdvancesAfterDecision(on);
        QSettings().setValue(QStringLiteral("advance"), on);
    });
    group.add("labels.edit", Text::tr("Labels…"), keys({"Ctrl+L"}), [&window] { window.showLabelsDialog(); });
}

/// Their keys mean something else outside the photo (Tab, Ctrl+C), so they hold while the photo has the
/// focus.
void addBoxCommands(MainWindow& window)
{
    Group group(window, Text::tr("&Boxes"));
    BoxTool& tool = window.loupe().boxTool();
    PhotoCanvas& canvas = window.loupe().canvas();
    const auto add = [&](const char* id, const QString& text, const Keys& defaultKeys,
                         std::function<void()> run) {
        QAction* action = group.add(id, text, defaultKeys, std::move(run));
        window.removeAction(action);
        action->setShortcutContext(Qt::WidgetShortcut);
        canvas.addAction(action);
        return action;
    };
    const auto isInCrops = [&window] {
        return window.view() == MainWindow::View::Crops;
    };
    add("boxes.draw", Text::tr("Draw boxes"), keys({"W"}), [&tool] { tool.toggleArmed(); });
    QAction* verified = add("boxes.verified", Text::tr("Boxes verified, or no object here"), keys({"V"}),
                            [&window, &tool, isInCrops] {
                                isInCrops() ? window.boxes().toggleVerified() : tool.toggleVerified();
                            });
    group.separate();
    QAction* next =
        add("boxes.next", Text::tr("Next box"), keys({"Tab"}), [&tool] { tool.selectNext(true); });
    QAction* previous = add("boxes.previous", Text::tr("Previous box"), keys({"Shift+Tab"}),
                            [&tool] { tool.selectNext(false); });
    QObject::connect(&tool, &BoxTool::changed, next, [&tool, next, previous] {
        const bool hasBoxes = !tool.boxes().boxes.isEmpty(); // without, Tab goes to the next control
        next->setEnabled(hasBoxes);
        previous->setEnabled(hasBoxes);
    });
    QAction* remove =
        add("boxes.delete", Text::tr("Delete box"), keys({"Del", "Backspace"}),
            [&window, &tool, isInCrops] { isInCrops() ? window.reject() : tool.removeSelected(); });
    add("boxes.duplicate", Text::tr("Duplicate box"), keys({"Ctrl+D"}), [&tool] { tool.duplicate(); });
    add("boxes.copy", Text::tr("Copy box, or all"), keys({"Ctrl+C"}), [&tool] { tool.copy(); });
    add("boxes.paste", Text::tr("Paste boxes"), keys({"Ctrl+V"}), [&tool] { tool.paste(); });
    group.separate();
    const auto addAttribute = [&](const char* id, const QString& text, const char* key,
                                  bool Box::*attribute) {
        return add(id, text, keys({key}), [&window, &tool, isInCrops, attribute] {
            isInCrops() ? window.boxes().toggleAttribute(attribute) : tool.toggleAttribute(attribute);
        });
    };
    window.crops().addActions(
        {verified, remove,
         addAttribute("boxes.difficult", Text::tr("Box is difficult"), "Shift+D", &Box::difficult),
         addAttribute("boxes.truncated", Text::tr("Box is truncated by the photo's edge"), "Shift+T",
                      &Box::truncated),
         addAttribute("boxes.occluded", Text::tr("Box is occluded"), "Shift+O", &Box::occluded)});
}

void addGoCommands(MainWindow& window)
{
    Group group(window, Text::tr("&Go"));
    group.add(
        "go.next_unreviewed", Text::tr("Next unreviewed"), keys({"N"}),
        [&window] { window.goToUndecided(true); }, "next-unreviewed");
    group.add(
        "go.previous_unreviewed", Text::tr("Previous unreviewed"), keys({"P"}),
        [&window] { window.goToUndecided(false); }, "previous-unreviewed");
    group.add("go.to", Text::tr("Go to…"), keys({"G"}), [&window] { window.showGoTo(); });
    group.separate();
    group.add("go.first", Text::tr("First photo"), keys({"Ctrl+Home"}), [&window] { window.goToEnd(false); });
    group.add("go.last", Text::tr("Last photo"), keys({"Ctrl+End"}), [&window] { window.goToEnd(true); });
}

void addZoomCommands(MainWindow& window, Group& group)
{
    const auto add = [&](const char* id, const QString& text, const Keys& defaultKeys, const char* icon,
                         int gridStep, void (LoupeView::*inLoupe)(), void (CompareView::*inCompare)()) {
        group.add(
            id, text, defaultKeys,
            [&window, gridStep, inLoupe, inCompare] {
                if (window.view() == MainWindow::View::Loupe)
                    (window.loupe().*inLoupe)();
                else if (window.view() == MainWindow::View::Compare)
                    (window.compare().*inCompare)();
                else
                    window.wall().setThumbnailSize(window.wall().thumbnailSize() + gridStep);
            },
            icon);
    };
    add("view.zoom_in", Text::tr("Larger"), keys({"Ctrl++", "Ctrl+="}), "zoom-in", 32, &LoupeView::zoomIn,
        &CompareView::zoomIn);
    add("view.zoom_out", Text::tr("Smaller"), keys({"Ctrl+-"}), "zoom-out", -32, &LoupeView::zoomOut,
        &CompareView::zoomOut);
    add("view.fit", Text::tr("Fit the photo"), keys({"Ctrl+0"}), "fit", 0, &LoupeView::fit,
        &CompareView::fit);
    add("view.actual", Text::tr("Actual pixels or fit"), keys({"Z"}), "actual-size", 0,
        &LoupeView::toggleFitActual, &CompareView::toggleFitActual);
}

void addViewCommands(MainWindow& window)
{
    using View = MainWindow::View;
    using Page = MainWindow::Page;
    Group group(window, Text::tr("&View"));
    group.add("page.curate", Text::tr("Curate"), keys({"Alt+1"}),
              [&window] { window.showPage(Page::Curate); });
    group.add("page.train", Text::tr("Train"), keys({"Alt+3"}), [&window] { window.showPage(Page::Train); });
    group.add("page.share", Text::tr("Share"), keys({"Alt+4"}), [&window] { window.showPage(Page::Share); });
    group.separate();
    group.add(
        "view.loupe", Text::tr("Loupe and back"), keys({"Space"}),
        [&window] {
            if (window.view() == View::Loupe || window.view() == View::Compare)
                window.showWall();
            else
                window.showView(View::Loupe);
        },
        "loupe");
    group.add(
        "view.grid", Text::tr("Grid"), keys({"Ctrl+1"}), [&window] { window.showView(View::Grid); }, "grid");
    group.add(
        "view.crops", Text::tr("Crops of boxes, or photos"), keys({"O"}),
        [&window] { window.showView(window.view() == View::Crops ? View::Grid : View::Crops); }, "crops");
    group.add(
        "view.compare", Text::tr("Compare selected"), keys({"B", "Ctrl+3"}),
        [&window] {
            if (window.view() == View::Compare)
                window.showWall();
            else
                window.showView(View::Compare);
        },
        "compare");
    group.separate();
    addZoomCommands(window, group);
    group.separate();
    group.add(
        "view.refresh", Text::tr("Filter and sort again"), keys({"F5"}),
        [&window] { window.desk().refreshSet(); }, "refresh");
    group.add("view.panels", Text::tr("Show or hide side panels"), keys({"F9"}),
              [&window] { window.togglePanels(); });
    group.add("view.full_screen", Text::tr("Full screen"), keys({"F11"}),
              [&window] { window.setWindowState(window.windowState() ^ Qt::WindowFullScreen); });
    group.add("view.theme", Text::tr("Light or dark"), keys({"Ctrl+Shift+T"}),
              [&window] { window.toggleTheme(); });
}

void addHelpCommands(MainWindow& window)
{
    Group group(window, Text::tr("&Help"));
    group.add(
        "help.keys", Text::tr("All keys"), keys({"?", "F1"}), [&window] { window.showKeySheet(); }, "keys");
    group.add("help.about", Text::tr("About Creel"), {}, [&window] {
        auto* dialog = new AboutDialog(&window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
}

/// What can be done before a catalog is open.
constexpr const char* alwaysThere[] = {"file.import", "file.import_annotations",
                                       "file.open",   "file.new",
                                       "file.demo",   "file.quit",
                                       "view.theme",  "help.keys",
                                       "help.about",  "view.full_screen"};

/// What means the same on every page.
constexpr const char* everywhere[] = {"file.export", "file.backup",    "file.close",  "edit.undo",
                                      "edit.redo",   "edit.step_back", "labels.edit", "page.curate",
                                      "page.train",  "page.share",     "share.serve"};

} // namespace

void addCommands(MainWindow& window)
{
    addFileCommands(window);
    addEditCommands(window);
    addDecideCommands(window);
    addBoxCommands(window);
    addGoCommands(window);
    addViewCommands(window);
    addHelpCommands(window);
    for (const char* id : alwaysThere)
        window.actions().setNeedsNoCatalog(window.actions().action(QLatin1String(id)));
    for (const char* id : everywhere)
        window.actions().setAnywhere(QLatin1String(id));
}

} // namespace creel
