#include "ui/main_window.h"

#include "core/learning/engine_loader.h"
#include "ui/box_desk.h"
#include "ui/commands.h"
#include "ui/dialogs/go_to_popup.h"
#include "ui/dialogs/key_sheet.h"
#include "ui/dialogs/keys_dialog.h"
#include "ui/dialogs/label_palette.h"
#include "ui/dialogs/labels_dialog.h"
#include "ui/dialogs/reason_picker.h"
#include "ui/dialogs/welcome_page.h"
#include "ui/grid/crop_content.h"
#include "ui/grid/grid_view.h"
#include "ui/grid/photo_content.h"
#include "ui/grid/thumbnail_loader.h"
#include "ui/job_strip.h"
#include "ui/loupe/box_tool.h"
#include "ui/loupe/compare_view.h"
#include "ui/loupe/loupe_view.h"
#include "ui/loupe/photo_loader.h"
#include "ui/notice_bar.h"
#include "ui/panels/chip_bar.h"
#include "ui/panels/filter_panel.h"
#include "ui/panels/inspector.h"
#include "ui/panels/search_field.h"
#include "ui/recent_catalogs.h"
#include "ui/share/serving_sign.h"
#include "ui/share/share_page.h"
#include "ui/status_line.h"
#include "ui/theme.h"
#include "ui/toast.h"
#include "ui/training/training_page.h"

#include <QApplication>
#include <QButtonGroup>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QMenuBar>
#include <QScreen>
#include <QSettings>
#include <QSlider>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace creel {

MainWindow::MainWindow(Desk& desk, QWidget* parent)
    : MainWindow(
          desk, [] { return loadEngine(); }, parent)
{}

MainWindow::MainWindow(Desk& desk, Learner::EngineMaker makeEngine, QWidget* parent)
    : QMainWindow(parent)
    , m_desk(desk)
    , m_boxes(new BoxDesk(desk, this))
    , m_thumbnails(new ThumbnailLoader(desk, this))
    , m_photos(new PhotoLoader(desk, this))
    , m_learner(new Learner(desk, makeEngine, this))
    , m_sharer(new Sharer(std::move(makeEngine), this))
    , m_pages(new QStackedWidget(this))
    , m_welcome(new WelcomePage(this))
{
    setWindowTitle(tr("Creel"));
    setWindowIcon(QIcon(QStringLiteral(":/icons/creel.svg")));
    setAcceptDrops(true);
    constexpr QSize frame(0, 40); // what a window manager puts around it
    resize(QSize(1440, 900).boundedTo(screen()->availableSize() - frame));
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(makeDeskPage());
    setCentralWidget(m_pages);
    m_toast = new Toast(m_pages);
    addCommands(*this);
    explainButtons();
    m_status->refreshKeys();

    connect(m_welcome, &WelcomePage::openFolderRequested, m_actions.action(QStringLiteral("file.import")),
            &QAction::trigger);
    connect(m_welcome, &WelcomePage::openCatalogRequested, m_actions.action(QStringLiteral("file.open")),
            &QAction::trigger);
    connect(m_welcome, &WelcomePage::demoRequested, this, &MainWindow::openDemo);
    connect(m_welcome, &WelcomePage::recentChosen, this, &MainWindow::openCatalog);
    connect(m_welcome, &WelcomePage::foldersDropped, this, &MainWindow::importFolders);
    connect(m_welcome, &WelcomePage::recentRemoved, this, [this](const QString& path) {
        RecentCatalogs::remove(path);
        m_welcome->setRecent(RecentCatalogs::paths());
    });
    m_welcome->setRecent(RecentCatalogs::paths());
    connectDesk();
    connectLearner();
    connectSharer();
    restoreLayout();
    restyle();
    onClosed();
    qApp->installEventFilter(this);
}

MainWindow::~MainWindow()
{
    qApp->removeEventFilter(this);
}

QWidget* MainWindow::makeTopBar()
{
    auto* bar = new QWidget(this);
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(Theme::gap, Theme::halfGap, Theme::gap, Theme::halfGap);
    layout->setSpacing(Theme::halfGap);
    layout->addWidget(makePageButtons(bar));
    layout->addSpacing(2 * Theme::gap);
    m_curateTools = new QWidget(bar);
    auto* tools = new QHBoxLayout(m_curateTools);
    tools->setContentsMargins(0, 0, 0, 0);
    tools->setSpacing(Theme::halfGap);
    auto* group = new QButtonGroup(bar);
    const struct
    {
        View view;
        const char* icon;
        QString text;
    } buttons[] = {{View::Grid, "grid", tr("Grid")},
                   {View::Crops, "crops", tr("Crops")},
                   {View::Loupe, "loupe", tr("Loupe")},
                   {View::Compare, "compare", tr("Compare")}};
    for (const auto& entry : buttons) {
        auto* button = new QToolButton(m_curateTools);
        button->setObjectName(QLatin1String(entry.icon));
        button->setText(entry.text);
        button->setAccessibleName(entry.text);
        button->setCheckable(true);
        button->setAutoRaise(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        connect(button, &QToolButton::clicked, this, [this, view = entry.view] { showView(view); });
        group->addButton(button);
        tools->addWidget(button);
        m_viewButtons.append(button);
    }
    m_search = new SearchField(m_desk, m_curateTools);
    m_jobStrip = new JobStrip(*m_desk.jobs(), bar);
    m_jobStrip->watch(*m_learner->jobs());
    tools->addSpacing(2 * Theme::gap);
    tools->addWidget(m_search);
    QSizePolicy room = m_curateTools->sizePolicy();
    room.setRetainSizeWhenHidden(true); // the bar is as high on every page
    m_curateTools->setSizePolicy(room);
    layout->addWidget(m_curateTools);
    m_serving = new ServingSign(*m_sharer, m_actions, bar);
    layout->addStretch(1);
    layout->addWidget(m_jobStrip);
    layout->addWidget(m_serving);
    connect(m_search, &SearchField::left, this, [this] { m_views->currentWidget()->setFocus(); });
    return bar;
}

QWidget* MainWindow::makeDeskPage()
{
    auto* page = new QWidget(this);
    m_topBar = makeTopBar();
    m_filterPanel = new FilterPanel(m_desk, page);
    m_notice = new NoticeBar(page);
    m_chips = new ChipBar(m_desk, page);
    m_grid = makeGrid(*new PhotoContent(m_desk, *m_thumbnails, this), page);
    m_crops = makeGrid(*new CropContent(m_desk, *m_boxes, *m_thumbnails, this), page);
    m_crops->setAccessibleName(tr("Boxes"));
    m_loupe = new LoupeView(m_desk, *m_photos, *m_thumbnails, page);
    m_compare = new CompareView(m_desk, *m_photos, *m_thumbnails, page);
    m_inspector = new Inspector(m_desk, page);
    m_status = new StatusLine(m_desk, *m_boxes, m_actions, page);

    m_views = new QStackedWidget(page);
    m_views->addWidget(m_grid);
    m_views->addWidget(m_crops);
    m_views->addWidget(m_loupe);
    m_views->addWidget(m_compare);
    m_palette = new LabelPalette(m_desk, m_views);
    m_reasons = new ReasonPicker(m_views);
    m_goTo = new GoToPopup(m_desk, m_views);
    auto* middle = new QWidget(page);
    auto* middleLayout = new QVBoxLayout(middle);
    middleLayout->setContentsMargins(0, 0, 0, 0);
    middleLayout->setSpacing(0);
    middleLayout->addWidget(m_chips);
    middleLayout->addWidget(m_views, 1);

    m_splitter = new QSplitter(page);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_filterPanel);
    m_splitter->addWidget(middle);
    m_splitter->addWidget(m_inspector);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({232, 900, 288});

    auto* curate = new QWidget(page);
    auto* curateLayout = new QVBoxLayout(curate);
    curateLayout->setContentsMargins(0, 0, 0, 0);
    curateLayout->setSpacing(0);
    curateLayout->addWidget(m_splitter, 1);
    curateLayout->addWidget(m_status);
    m_training = new TrainingPage(m_desk, *m_learner, page);
    m_share = new SharePage(m_desk, *m_learner, *m_sharer, page);
    m_work = new QStackedWidget(page);
    m_work->addWidget(curate);
    m_work->addWidget(m_training);
    m_work->addWidget(m_share);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_topBar);
    layout->addWidget(m_notice);
    layout->addWidget(m_work, 1);
    return page;
}

void MainWindow::connectDesk()
{
    connect(&m_desk, &Desk::opened, this, &MainWindow::onOpened);
    connect(&m_desk, &Desk::closed, this, [this] {
        RecentCatalogs::setLeftOpen({});
        onClosed();
    });
    const auto showError = [this](const Error& error) {
        m_toast->showError(error.message);
    };
    connect(&m_desk, &Desk::failed, this, showError);
    connect(m_boxes, &BoxDesk::failed, this, showError);
    connect(&m_desk, &Desk::applied, this, [this](const Applied& applied) {
        const bool canUndo = applied.edit.isValid() && !applied.isReversal;
        m_toast->showDone(applied.summary,
                          canUndo ? Actions::keyText(m_actions.action(QStringLiteral("edit.undo")))
                                  : QString());
    });
    connect(m_toast, &Toast::undoClicked, &m_desk, &Desk::undo);
    connect(m_desk.jobs(), &JobRunner::finished, this, [this](Job* job) {
        if (job->state() == Job::State::Failed)
            m_toast->showError(job->message());
        else
            m_toast->showDone(job->message(), {});
    });

    connect(m_loupe, &LoupeView::closeRequested, this, &MainWindow::showWall);
    connect(m_compare, &CompareView::closeRequested, this, &MainWindow::showWall);
    for (GridView* grid : {m_grid, m_crops}) {
        connect(m_status->thumbnailSlider(), &QSlider::valueChanged, grid, &GridView::setThumbnailSize);
        connect(grid, &GridView::thumbnailSizeChanged, m_status->thumbnailSlider(), &QSlider::setValue);
    }
    connect(m_inspector, &Inspector::left, this, [this] { m_views->currentWidget()->setFocus(); });
    connect(m_filterPanel, &FilterPanel::labelsDialogRequested, this, [this] { showLabelsDialog(); });
    connect(m_filterPanel, &FilterPanel::labelEditRequested, this, &MainWindow::showLabelsDialog);
    connect(m_filterPanel, &FilterPanel::relocateRequested, this, &MainWindow::relocateRoot);
    connect(m_filterPanel, &FilterPanel::reimportRequested, this, &MainWindow::reimportRoot);
    connect(&m_loupe->boxTool(), &BoxTool::said, this, &MainWindow::say);
    connect(m_palette, &LabelPalette::labelChosen, this, [this](LabelId label) { labelWith(label, m_aim); });
    connect(m_palette, &LabelPalette::newLabelRequested, this, [this](const QString& name) {
        m_desk.apply(AddLabel{name});
        const auto added = std::ranges::find(m_desk.labels(), name.simplified(), &Label::name);
        if (added != m_desk.labels().end())
            labelWith(added->id, m_aim);
    });
    connect(m_reasons, &ReasonPicker::reasonChosen, this, [this](RejectReason reason) {
        decide(Reject{m_aim, reason});
    });
}

void MainWindow::onOpened()
{
    const QString path = m_desk.catalogPath();
    setWindowTitle(tr("%1 — Creel").arg(QFileInfo(path).completeBaseName()));
    RecentCatalogs::add(path);
    RecentCatalogs::setLeftOpen(path);
    m_pages->setCurrentIndex(1);
    m_actions.setCatalogOpen(true);
    showPage(Page::Curate);
    restoreWall();
    offerInterrupted();
}

void MainWindow::onClosed()
{
    setWindowTitle(tr("Creel"));
    m_welcome->setRecent(RecentCatalogs::paths());
    m_pages->setCurrentIndex(0);
    m_actions.setCatalogOpen(false);
    m_notice->hide();
    m_toast->withdrawUndo();
    m_aim.clear();
}

QList<PhotoId> MainWindow::targetPhotos() const
{
    switch (m_view) {
    case View::Grid:
        return m_desk.selectedPhotos();
    case View::Crops:
    case View::Loupe:
        return m_desk.currentPhoto().isValid() ? QList{m_desk.currentPhoto()} : QList<PhotoId>();
    case View::Compare:
        return m_compare->activePhotos();
    }
    return {};
}

void MainWindow::decide(const Edit& edit)
{
    if (m_view == View::Compare)
        m_desk.apply(edit); // going on would change what is compared
    else
        m_desk.decide(edit);
}

void MainWindow::labelWith(LabelId label, const QList<PhotoId>& photos)
{
    if (m_view == View::Crops)
        m_boxes->label(label);
    else if ((m_view != View::Loupe || !m_loupe->boxTool().relabel(label)) && !photos.isEmpty())
        decide(SetLabel{photos, label});
}

void MainWindow::labelByDigit(const QString& digit)
{
    const auto label = std::ranges::find(m_desk.labels(), digit, &Label::shortcut);
    if (label != m_desk.labels().end()) {
        m_palette->noteUsed(label->id);
        labelWith(label->id, targetPhotos());
    } else if (m_desk.isOpen()) {
        say(tr("No label has the key %1. Press L to label by typing, Ctrl+L to change labels.").arg(digit));
    }
}

void MainWindow::showLabelPalette()
{
    if (!hasTarget())
        return;
    m_aim = targetPhotos();
    m_palette->open();
}

void MainWindow::showGoTo()
{
    if (!m_desk.isOpen())
        return;
    m_goTo->open();
}

void MainWindow::showLabelsDialog(LabelId label)
{
    if (!m_desk.isOpen())
        return;
    if (!m_labelsDialog) {
        m_labelsDialog = new LabelsDialog(m_desk, this);
        m_labelsDialog->setAttribute(Qt::WA_DeleteOnClose);
        m_labelsDialog->setThumbnails(*m_thumbnails);
    }
    if (label.isValid())
        m_labelsDialog->selectLabel(label);
    m_labelsDialog->show();
    m_labelsDialog->raise();
    m_labelsDialog->activateWindow();
}

void MainWindow::showKeySheet()
{
    auto* sheet = findChild<KeySheet*>(QString(), Qt::FindDirectChildrenOnly);
    if (!sheet) {
        sheet = new KeySheet(m_actions, this);
        sheet->setAttribute(Qt::WA_DeleteOnClose);
        sheet->addFixedKeys(tr("Move and select"),
                            {{tr("Move"), {tr("Arrows"), tr("Page Up"), tr("Page Down")}},
                             {tr("First, last photo"), {tr("Home"), tr("End")}},
                             {tr("Select from here to there"), {tr("Shift+Arrows")}},
                             {tr("Move without selecting"), {tr("Ctrl+Arrows")}},
                             {tr("Select one more, or one less"), {tr("Ctrl+Space")}},
                             {tr("Go through the controls"), {tr("Tab")}}});
        connect(sheet, &KeySheet::changeKeysRequested, this, [this, sheet] {
            auto* dialog = new KeysDialog(m_actions, sheet);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            dialog->open();
        });
    }
    sheet->show();
    sheet->raise();
    sheet->activateWindow();
}

void MainWindow::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void MainWindow::stepBack()
{
    if (m_page != Page::Curate)
        showPage(Page::Curate);
    else if (m_view == View::Loupe && m_loupe->boxTool().stepBack())
        return;
    else if (m_view != m_wall)
        showWall();
    else if (!m_desk.filter().isEmpty())
        m_desk.setFilter({});
    else if (m_view == View::Crops)
        m_boxes->setCurrentPosition(m_boxes->currentPosition());
    else
        m_desk.setCurrentPosition(m_desk.currentPosition());
}

void MainWindow::togglePanels()
{
    const bool visible = m_filterPanel->isHidden();
    m_filterPanel->setVisible(visible);
    m_inspector->setVisible(visible);
}

void MainWindow::toggleTheme()
{
    const auto mode = Theme::mode() == Theme::Mode::Dark ? Theme::Mode::Light : Theme::Mode::Dark;
    QSettings().setValue(QStringLiteral("theme"),
                         mode == Theme::Mode::Dark ? QStringLiteral("dark") : QStringLiteral("light"));
    Theme::apply(*qApp, mode);
    restyle();
}

void MainWindow::restyle()
{
    for (QToolButton* button : std::as_const(m_viewButtons))
        button->setIcon(Theme::icon(button->objectName()));
    for (const Actions::Entry& entry : m_actions.entries()) {
        if (const QVariant icon = entry.action->property("icon"); icon.isValid())
            entry.action->setIcon(Theme::icon(icon.toString()));
    }
}

void MainWindow::say(const QString& text)
{
    m_toast->showDone(text, {});
}

} // namespace creel
