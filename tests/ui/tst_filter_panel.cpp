#include "core/catalog/root_store.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/own_settings.h"
#include "tests/ui/open_desk.h"
#include "ui/panels/filter_items.h"
#include "ui/panels/filter_panel.h"
#include "ui/panels/panel_heading.h"

#include <QAbstractItemModelTester>
#include <QMenu>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

using namespace creel;
using creel::test::must;

/// 600 photos, 200 each in brown, brown/deep and bull below the root /made/up.
class FilterPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void foldersCountWhatIsBelowThem();
    void skippedFolderIsPartOfTheName();
    void clickShowsOnlyThatAndASecondClickTakesItBack();
    void doubleClickIsOneChoice();
    void controlClickAddsAndTakesAway();
    void selectionMirrorsTheFilterBothWays();
    void rootsAndFoldersAreChosenTogether();
    void bothKindsOfDuplicatesCanBeChosen();
    void countsChangeWithoutLosingThePlace();
    void reasonsAppearOnceThereAreAny();
    void onlyWhatExistsOrIsChosenIsOffered();
    void labelRowsFollowTheLabels();
    void missingRootIsMarked();
    void sectionsOpenByKeyAndAreRemembered();
    void keysMoveWithoutFilteringAndChoose();
    void keepsItsKeysFromTheWindowsActions();
    void menusAskForWhatTheWindowDoes();
    void closedDeskShowsNothing();
    void modelKeepsRowsThatStay();
    void givesRowsToReaders();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("panel.creel")); }
    void open();
    QModelIndex find(const FilterCondition& condition) { return m_panel->model()->find(condition); }
    FolderId folder(const char* name) const;
    LabelId label(int position) const { return m_desk->labels()[position].id; }
    qint64 count(const FilterCondition& condition)
    {
        const FilterItem* item = m_panel->model()->item(find(condition));
        return item ? item->count : -99;
    }
    void click(const FilterCondition& condition, Qt::KeyboardModifiers modifiers = {});
    bool isShownChosen(const FilterCondition& condition);
    QList<QAction*> menuOf(const FilterCondition& condition);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<FilterPanel> m_panel;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void FilterPanelTest::initTestCase()
{
    test::useOwnSettings();
    QLocale::setDefault(QLocale(QLocale::English));
}

void FilterPanelTest::init()
{
    QSettings().clear();
    m_folder = std::make_unique<QTemporaryDir>();
    auto connection = test::makeCatalog(
        path(), 600, {QStringLiteral("brown"), QStringLiteral("deep"), QStringLiteral("bull")});
    must(connection->run(QStringLiteral(
        "UPDATE folder SET path = CAST('brown/deep' AS BLOB) WHERE path = CAST('deep' AS BLOB)")));
}

void FilterPanelTest::cleanup()
{
    m_tester.reset();
    m_panel.reset();
    m_desk.reset();
}

void FilterPanelTest::open()
{
    m_desk = std::make_unique<Desk>();
    m_panel = std::make_unique<FilterPanel>(*m_desk, nullptr);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_panel->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_panel->resize(260, 900);
    m_panel->show();
    QVERIFY(test::openWhole(*m_desk, path()));
}

FolderId FilterPanelTest::folder(const char* name) const
{
    return std::ranges::find(m_desk->index()->folders(), BytePath(name), &Folder::path)->id;
}

void FilterPanelTest::click(const FilterCondition& condition, Qt::KeyboardModifiers modifiers)
{
    FilterTree* tree = m_panel->tree();
    tree->scrollTo(find(condition));
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, modifiers,
                      tree->visualRect(find(condition)).center());
}

bool FilterPanelTest::isShownChosen(const FilterCondition& condition)
{
    return m_panel->tree()->selectionModel()->isSelected(find(condition));
}

void FilterPanelTest::foldersCountWhatIsBelowThem()
{
    open();
    const RootId root = m_desk->index()->roots().first().id;
    QCOMPARE(count(root), 600);
    QCOMPARE(count(folder("brown")), 400);
    QCOMPARE(count(folder("brown/deep")), 200);
    QCOMPARE(find(folder("brown/deep")).parent(), find(folder("brown")));
    QCOMPARE(find(folder("brown")).parent(), find(root));
    QCOMPARE(find(folder("brown/deep")).data().toString(), QStringLiteral("deep"));
    QCOMPARE(find(root).data().toString(), QStringLiteral("up"));
    QVERIFY(m_panel->tree()->isExpanded(find(root)));
}

void FilterPanelTest::skippedFolderIsPartOfTheName()
{
    {
        auto connection = must(openCatalog(path(), Connection::Access::ReadWrite));
        must(connection->run(QStringLiteral(
            "UPDATE folder SET path = CAST('2020/may/bull' AS BLOB) WHERE path = CAST('bull' AS BLOB)")));
    }
    open();
    const QModelIndex bull = find(folder("2020/may/bull"));
    QCOMPARE(bull.data().toString(), QStringLiteral("2020/may/bull"));
    QCOMPARE(bull.parent(), find(m_desk->index()->roots().first().id));
}

void FilterPanelTest::clickShowsOnlyThatAndASecondClickTakesItBack()
{
    open();
    click(label(0));
    QCOMPARE(m_desk->filter().labels, QSet<LabelId>{label(0)});
    QTRY_COMPARE(m_desk->model()->rowCount(), 200);
    click(ReviewState::Unreviewed); // another section: both hold
    QCOMPARE(m_desk->filter().labels, QSet<LabelId>{label(0)});
    QCOMPARE(m_desk->filter().states, QSet<ReviewState>{ReviewState::Unreviewed});
    click(label(1));
    QCOMPARE(m_desk->filter().labels, QSet<LabelId>{label(1)});
    click(label(1));
    QVERIFY(m_desk->filter().labels.isEmpty());
    QCOMPARE(m_desk->filter().states, QSet<ReviewState>{ReviewState::Unreviewed});
}

void FilterPanelTest::doubleClickIsOneChoice()
{
    open();
    FilterTree* tree = m_panel->tree();
    const QPoint at = tree->visualRect(find(label(2))).center();
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(tree->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(m_desk->filter().labels, QSet<LabelId>{label(2)});
}

void FilterPanelTest::controlClickAddsAndTakesAway()
{
    open();
    click(label(0));
    click(label(2), Qt::ControlModifier);
    QCOMPARE(m_desk->filter().labels, (QSet<LabelId>{label(0), label(2)}));
    click(label(0), Qt::ControlModifier);
    QCOMPARE(m_desk->filter().labels, QSet<LabelId>{label(2)});
}

void FilterPanelTest::selectionMirrorsTheFilterBothWays()
{
    open();
    PhotoFilter filter;
    filter.folders = {folder("brown/deep")};
    filter.labels = {LabelId(), label(1)};
    filter.states = {ReviewState::Accepted};
    filter.hasDate = true;
    filter.text = QStringLiteral("photo");
    m_panel->tree()->collapse(find(folder("brown")));
    m_desk->setFilter(filter);
    QVERIFY(isShownChosen(folder("brown/deep")));
    QVERIFY(m_panel->tree()->isExpanded(find(folder("brown")))); // chosen rows can be seen
    QVERIFY(isShownChosen(LabelId()));
    QVERIFY(isShownChosen(label(1)));
    QVERIFY(isShownChosen(ReviewState::Accepted));
    QVERIFY(isShownChosen(FilterFlag{FilterFlag::Property::Date, true}));
    QCOMPARE(m_panel->tree()->selectionModel()->selectedIndexes().size(), 5);
    m_desk->setFilter({});
    QVERIFY(!m_panel->tree()->selectionModel()->hasSelection());
}

void FilterPanelTest::rootsAndFoldersAreChosenTogether()
{
    open();
    click(folder("bull"));
    QTRY_COMPARE(m_desk->model()->rowCount(), 200);
    click(folder("brown"), Qt::ControlModifier);
    QTRY_COMPARE(m_desk->model()->rowCount(), 600);
    click(m_desk->index()->roots().first().id);
    QVERIFY(m_desk->filter().folders.isEmpty());
    QCOMPARE(m_desk->filter().roots.size(), 1);
}

void FilterPanelTest::bothKindsOfDuplicatesCanBeChosen()
{
    {
        auto connection = must(openCatalog(path(), Connection::Access::ReadWrite));
        must(connection->run(
            QStringLiteral("UPDATE photo SET duplicate_of = 1, near_group = 1 WHERE id = 2")));
        must(connection->run(QStringLiteral("UPDATE photo SET near_group = 1 WHERE id IN (1, 3)")));
    }
    open();
    using Duplicates = PhotoFilter::Duplicates;
    QCOMPARE(count(Duplicates::Exact), 1);
    QCOMPARE(count(Duplicates::Near), 3);
    click(Duplicates::Exact);
    QCOMPARE(m_desk->filter().duplicates, Duplicates::Exact);
    click(Duplicates::Near, Qt::ControlModifier);
    QCOMPARE(m_desk->filter().duplicates, Duplicates::Any);
    QVERIFY(isShownChosen(Duplicates::Exact));
    QVERIFY(isShownChosen(Duplicates::Near));
    click(Duplicates::Exact, Qt::ControlModifier);
    QCOMPARE(m_desk->filter().duplicates, Duplicates::Near);
}

void FilterPanelTest::countsChangeWithoutLosingThePlace()
{
    open();
    m_panel->resize(260, 200);
    FilterTree* tree = m_panel->tree();
    const QPersistentModelIndex brown = find(folder("brown"));
    tree->expand(brown);
    click(label(1));
    tree->setCurrentIndex(find(label(1)));
    QTRY_VERIFY(tree->verticalScrollBar()->maximum() > 100);
    tree->verticalScrollBar()->setValue(100);
    const QPersistentModelIndex row = find(ReviewState::Accepted);
    QSignalSpy changed(m_panel->model(), &QAbstractItemModel::dataChanged);
    QSignalSpy removed(m_panel->model(), &QAbstractItemModel::rowsRemoved);
    m_desk->apply(Accept{{m_desk->index()->id(0)}});
    QTRY_COMPARE(m_desk->counts().accepted, 1);
    QCOMPARE(count(ReviewState::Accepted), 1);
    QCOMPARE(changed.count(), 2); // unreviewed and accepted, nothing else
    QCOMPARE(removed.count(), 0);
    QVERIFY(row.isValid());
    QVERIFY(tree->isExpanded(brown));
    QVERIFY(isShownChosen(label(1)));
    QCOMPARE(tree->currentIndex(), find(label(1)));
    QCOMPARE(tree->verticalScrollBar()->value(), 100);
}

void FilterPanelTest::reasonsAppearOnceThereAreAny()
{
    open();
    QVERIFY(!find(RejectReason::Scenery).isValid());
    m_desk->apply(Reject{{m_desk->index()->id(0), m_desk->index()->id(1)}, RejectReason::Scenery});
    QTRY_COMPARE(count(RejectReason::Scenery), 2);
    QCOMPARE(find(RejectReason::Scenery).parent(), find(ReviewState::Rejected));
    QVERIFY(m_panel->tree()->isExpanded(find(ReviewState::Rejected)));
    QTRY_VERIFY(m_panel->tree()->visualRect(find(RejectReason::Scenery)).height() > 0);
    click(RejectReason::Scenery);
    QTRY_COMPARE(m_desk->model()->rowCount(), 2);
    click(ReviewState::Unreviewed, Qt::ControlModifier);
    QTRY_COMPARE(m_desk->model()->rowCount(), 600);
}

void FilterPanelTest::onlyWhatExistsOrIsChosenIsOffered()
{
    open();
    using Property = FilterFlag::Property;
    QCOMPARE(count(FilterFlag{Property::AnyProblem}), 6);
    QCOMPARE(count(Problem::Truncated), 6);
    QCOMPARE(count(FilterFlag{Property::Position}), 150);
    QVERIFY(!find(FilterFlag{Property::Note}).isValid());
    QVERIFY(!find(FilterFlag{Property::Missing}).isValid());
    PhotoFilter filter;
    filter.missing = true;
    filter.hasDate = false;
    m_desk->setFilter(filter);
    QVERIFY(isShownChosen(FilterFlag{Property::Missing, true}));
    QVERIFY(isShownChosen(FilterFlag{Property::Date, false}));
    click(FilterFlag{Property::Missing, true}, Qt::ControlModifier);
    QVERIFY(!find(FilterFlag{Property::Missing}).isValid());
}

void FilterPanelTest::labelRowsFollowTheLabels()
{
    open();
    m_desk->apply(AddLabel{QStringLiteral("cutthroat")});
    const QModelIndex added = find(label(3));
    QCOMPARE(added.data().toString(), QStringLiteral("cutthroat"));
    QCOMPARE(added.row(), 3);
    const FilterItem* item = m_panel->model()->item(added);
    QCOMPARE(item->shortcut, QStringLiteral("4"));
    QCOMPARE(item->swatch, m_desk->labels()[3].colour);
    m_desk->apply(ReorderLabels{{label(3), label(0), label(1), label(2)}});
    QCOMPARE(
        m_panel->model()->index(0, 0, m_panel->model()->heading(FilterSection::Labels)).data().toString(),
        QStringLiteral("cutthroat"));
    QCOMPARE(count(LabelId()), 0);
    m_desk->apply(MergeLabels{label(1), label(2)});
    QCOMPARE(m_panel->model()->rowCount(m_panel->model()->heading(FilterSection::Labels)), 4);
}

void FilterPanelTest::missingRootIsMarked()
{
    open();
    const QModelIndex root = find(m_desk->index()->roots().first().id);
    QTRY_VERIFY(m_panel->model()->item(root)->isMissing); // /made/up
    QVERIFY(root.data(Qt::ToolTipRole).toString().contains(QLatin1String("/made/up")));
    QVERIFY(root.data(Qt::AccessibleTextRole).toString().contains(QLatin1String("not found")));
    must(RootStore(*m_desk->connection())
             .relocate(m_desk->index()->roots().first().id, m_folder->path().toLocal8Bit()));
    m_desk->close();
    must(m_desk->open(path()));
    QVERIFY(!m_panel->model()->item(find(m_desk->index()->roots().first().id))->isMissing); // not from before
    QVERIFY(test::waitUntilWhole(*m_desk));
    QTRY_VERIFY(!m_panel->model()->item(find(m_desk->index()->roots().first().id))->isMissing);
}

void FilterPanelTest::sectionsOpenByKeyAndAreRemembered()
{
    open();
    FilterTree* tree = m_panel->tree();
    const QModelIndex heading = m_panel->model()->heading(FilterSection::State);
    QVERIFY(tree->isExpanded(heading));
    tree->setFocus();
    tree->setCurrentIndex(heading);
    QTest::keyClick(tree, Qt::Key_Left);
    QVERIFY(!tree->isExpanded(heading));
    QTest::keyClick(tree, Qt::Key_Space);
    QVERIFY(tree->isExpanded(heading));
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, {}, tree->visualRect(heading).center());
    QVERIFY(!tree->isExpanded(heading));
    FilterPanel another(*m_desk, nullptr);
    QVERIFY(!another.tree()->isExpanded(another.model()->heading(FilterSection::State)));
    QVERIFY(another.tree()->isExpanded(another.model()->heading(FilterSection::Labels)));
}

void FilterPanelTest::keysMoveWithoutFilteringAndChoose()
{
    open();
    FilterTree* tree = m_panel->tree();
    tree->setFocus();
    tree->setCurrentIndex(find(label(0)));
    QTest::keyClick(tree, Qt::Key_Down);
    QCOMPARE(tree->currentIndex(), find(label(1)));
    QVERIFY(m_desk->filter().isEmpty());
    QTest::keyClick(tree, Qt::Key_Space);
    QCOMPARE(m_desk->filter().labels, QSet<LabelId>{label(1)});
    QTest::keyClick(tree, Qt::Key_Down);
    QTest::keyClick(tree, Qt::Key_Space, Qt::ControlModifier);
    QCOMPARE(m_desk->filter().labels, (QSet<LabelId>{label(1), label(2)}));
    QTest::keyClick(tree, Qt::Key_Delete);
    QCOMPARE(m_desk->filter().labels, QSet<LabelId>{label(1)});
    QCOMPARE(tree->currentIndex(), find(label(2)));
}

void FilterPanelTest::keepsItsKeysFromTheWindowsActions()
{
    open();
    QWidget window;
    m_panel->setParent(&window);
    m_panel->show();
    window.show();
    int loupe = 0;
    int accepted = 0;
    auto* space = new QAction(&window);
    space->setShortcut(Qt::Key_Space);
    auto* accept = new QAction(&window);
    accept->setShortcut(Qt::Key_A);
    window.addActions({space, accept});
    connect(space, &QAction::triggered, &window, [&] { ++loupe; });
    connect(accept, &QAction::triggered, &window, [&] { ++accepted; });
    window.activateWindow();
    m_panel->tree()->setFocus();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    m_panel->tree()->setCurrentIndex(find(label(0)));
    QTest::keyClick(&window, Qt::Key_Space);
    QTest::keyClick(m_panel->tree(), Qt::Key_Space);
    QCOMPARE(loupe, 1); // only where the panel had no say
    QCOMPARE(m_desk->filter().labels, QSet<LabelId>{label(0)});
    QTest::keyClick(m_panel->tree(), Qt::Key_A);
    QCOMPARE(accepted, 1); // decisions work from here too
    m_panel->setParent(nullptr);
}

QList<QAction*> FilterPanelTest::menuOf(const FilterCondition& condition)
{
    FilterTree* tree = m_panel->tree();
    QContextMenuEvent event(QContextMenuEvent::Mouse, tree->visualRect(find(condition)).center(),
                            tree->viewport()->mapToGlobal(tree->visualRect(find(condition)).center()));
    QApplication::sendEvent(tree->viewport(), &event);
    const auto menus = m_panel->findChildren<QMenu*>();
    return menus.isEmpty() ? QList<QAction*>() : menus.last()->actions();
}

void FilterPanelTest::menusAskForWhatTheWindowDoes()
{
    open();
    QSignalSpy relocate(m_panel.get(), &FilterPanel::relocateRequested);
    QSignalSpy reimport(m_panel.get(), &FilterPanel::reimportRequested);
    QSignalSpy edit(m_panel.get(), &FilterPanel::labelEditRequested);
    QSignalSpy dialog(m_panel.get(), &FilterPanel::labelsDialogRequested);
    const RootId root = m_desk->index()->roots().first().id;
    for (QAction* action : menuOf(root)) {
        if (!action->isSeparator())
            action->trigger();
    }
    QCOMPARE(relocate.count(), 1);
    QCOMPARE(relocate[0][0].value<RootId>(), root);
    QCOMPARE(reimport.count(), 1);
    menuOf(label(1)).last()->trigger();
    QCOMPARE(edit.count(), 1);
    QCOMPARE(edit[0][0].value<LabelId>(), label(1));
    m_panel->findChild<QToolButton*>()->click();
    QCOMPARE(dialog.count(), 1);
}

void FilterPanelTest::closedDeskShowsNothing()
{
    open();
    m_desk->close();
    for (const FilterSection section : FilterItemModel::sections) {
        const QModelIndex heading = m_panel->model()->heading(section);
        QCOMPARE(m_panel->model()->rowCount(heading), 0);
        QVERIFY(m_panel->tree()->isRowHidden(heading.row(), {}));
    }
}

void FilterPanelTest::modelKeepsRowsThatStay()
{
    FilterItemModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto list = [](const QList<int>& ids) {
        std::vector<FilterItem> items;
        for (const int id : ids)
            items.push_back({FolderId(id), QString::number(id), {}, id, 0, {}, {}, {}, false, {}});
        return items;
    };
    const auto shown = [&] {
        QList<int> ids;
        for (int row = 0; row < model.rowCount(model.heading(FilterSection::Place)); ++row)
            ids.append(model.index(row, 0, model.heading(FilterSection::Place)).data().toInt());
        return ids;
    };
    const auto update = [&](const QList<int>& ids) {
        model.update(FilterSection::Place, list(ids));
    };
    update({1, 2, 3, 4, 5});
    const QPersistentModelIndex four = model.find(FolderId(4));
    for (const QList<int>& ids :
         QList<QList<int>>{{1, 4, 9}, {4}, {8, 7, 4, 6}, {4, 8, 6, 7}, {6, 7, 8, 4, 1}}) {
        update(ids);
        QCOMPARE(shown(), ids);
    }
    update({4, 1});
    QVERIFY(four.isValid() || model.find(FolderId(4)).row() == 0);
    update({});
    QCOMPARE(shown(), QList<int>());
    QVERIFY(!four.isValid());
}

void FilterPanelTest::givesRowsToReaders()
{
    open();
    QCOMPARE(find(label(0)).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("brown, 200 photos, key 1"));
    QVERIFY(!m_panel->tree()->accessibleName().isEmpty());
}

QTEST_MAIN(FilterPanelTest)
#include "tst_filter_panel.moc"
