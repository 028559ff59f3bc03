#include "tests/support/catalog_factory.h"
#include "tests/ui/open_desk.h"
#include "ui/panels/chip_bar.h"
#include "ui/panels/order_text.h"
#include "ui/panels/search_field.h"

#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtTest>

using namespace creel;
using creel::test::must;

/// 1,500 photos, 500 each labelled brown, bull and rainbow.
class ChipBarTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void everyConditionIsAChip();
    void everyChipTakesItsConditionAway();
    void conditionsSurviveTakingOutAndPuttingBack();
    void clearShowsAll();
    void deleteMovesOnToTheNextChip();
    void summarySaysHowManyOfHowMany();
    void manyChipsWrap();
    void decidedPhotosAreOfferedToRefresh();
    void undoneDecisionsMatchAgain();
    void bulkDecisionsAreCountedToo();
    void everyOrderCanBePicked();
    void searchReachesTheFilterAfterAPause();
    void searchFollowsTheChip();
    void typingIsNotDisturbedByOtherFilters();
    void escapeClearsThenLeaves();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("chips.creel")); }
    LabelId label(int position) const { return m_desk->labels()[position].id; }
    QStringList chipTexts() const;
    void showUnreviewed();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<QWidget> m_window;
    ChipBar* m_bar = nullptr;
    SearchField* m_search = nullptr;
};

void ChipBarTest::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
}

void ChipBarTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    test::makeCatalog(path(), 1500,
                      {QStringLiteral("brown"), QStringLiteral("bull"), QStringLiteral("rainbow")});
    m_desk = std::make_unique<Desk>();
    m_window = std::make_unique<QWidget>();
    m_bar = new ChipBar(*m_desk, m_window.get());
    m_search = new SearchField(*m_desk, m_window.get());
    auto* layout = new QVBoxLayout(m_window.get());
    layout->addWidget(m_search);
    layout->addWidget(m_bar);
    layout->addStretch(1);
    m_window->resize(1000, 300);
    m_window->show();
    QVERIFY(test::openWhole(*m_desk, path()));
}

void ChipBarTest::cleanup()
{
    m_window.reset();
    m_desk.reset();
}

QStringList ChipBarTest::chipTexts() const
{
    QStringList texts;
    for (const FilterChip* chip : m_bar->chips())
        texts.append(chip->text());
    return texts;
}

PhotoFilter fullFilter(const Desk& desk)
{
    PhotoFilter filter;
    filter.roots = {desk.index()->roots().first().id};
    filter.folders = {desk.index()->folders().first().id};
    filter.labels = {desk.labels()[0].id, LabelId()};
    filter.states = {ReviewState::Unreviewed};
    filter.reasons = {RejectReason::NotSubject};
    filter.problems = {Problem::Truncated};
    filter.anyProblem = true;
    filter.missing = false;
    filter.duplicates = PhotoFilter::Duplicates::Near;
    filter.nearGroup = PhotoId(1);
    filter.hasPosition = false;
    filter.hasDate = true;
    filter.hasNote = true;
    filter.text = QStringLiteral("photo");
    return filter;
}

void ChipBarTest::everyConditionIsAChip()
{
    QVERIFY(m_bar->chips().isEmpty());
    QVERIFY(m_bar->clearButton()->isHidden());
    m_desk->setFilter(fullFilter(*m_desk));
    const QStringList expected{
        QStringLiteral("folder: up"),    QStringLiteral("folder: brown"),
        QStringLiteral("no label"),      QStringLiteral("label: brown"),
        QStringLiteral("unreviewed"),    QStringLiteral("rejected: not the subject"),
        QStringLiteral("with problem"),  QStringLiteral("file is there"),
        QStringLiteral("without place"), QStringLiteral("with date"),
        QStringLiteral("with note"),     QStringLiteral("problem: truncated"),
        QStringLiteral("look-alikes"),   QStringLiteral("looks like photo_0000000.jpg"),
        QStringLiteral("text: photo"),
    };
    QCOMPARE(chipTexts(), expected);
    QVERIFY(!m_bar->clearButton()->isHidden());
    for (const FilterChip* chip : m_bar->chips()) {
        QVERIFY(!chip->accessibleName().isEmpty());
        QVERIFY(!chip->toolTip().isEmpty());
    }
}

void ChipBarTest::everyChipTakesItsConditionAway()
{
    m_desk->setFilter(fullFilter(*m_desk));
    for (qsizetype left = m_bar->chips().size(); left > 0; --left) {
        const FilterCondition condition = m_bar->chips().first()->condition();
        QTest::mouseClick(m_bar->chips().first(), Qt::LeftButton);
        QCOMPARE(m_bar->chips().size(), left - 1);
        QVERIFY(!holds(m_desk->filter(), condition));
    }
    QVERIFY(m_desk->filter().isEmpty());
}

void ChipBarTest::conditionsSurviveTakingOutAndPuttingBack()
{
    const PhotoFilter filter = fullFilter(*m_desk);
    for (const FilterCondition& condition : conditionsOf(filter)) {
        QVERIFY(holds(filter, condition));
        const PhotoFilter rest = without(filter, condition);
        QVERIFY(!holds(rest, condition));
        QCOMPARE(with(rest, condition), filter);
    }
    for (const FilterSection section : {FilterSection::Place, FilterSection::Labels, FilterSection::State,
                                        FilterSection::More, FilterSection::Text}) {
        for (const FilterCondition& condition : conditionsOf(without(filter, section)))
            QVERIFY(sectionOf(condition) != section);
    }
}

void ChipBarTest::clearShowsAll()
{
    m_desk->setFilter(fullFilter(*m_desk));
    m_bar->clearButton()->click();
    QVERIFY(m_desk->filter().isEmpty());
    QVERIFY(m_bar->chips().isEmpty());
}

void ChipBarTest::deleteMovesOnToTheNextChip()
{
    PhotoFilter filter;
    filter.labels = {label(0), label(1), label(2)};
    m_desk->setFilter(filter);
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_bar->chips()[1]->setFocus();
    QTest::keyClick(m_bar->chips()[1], Qt::Key_Delete);
    QCOMPARE(chipTexts(), (QStringList{QStringLiteral("label: brown"), QStringLiteral("label: rainbow")}));
    QVERIFY(m_bar->chips()[1]->hasFocus());
    QTest::keyClick(m_bar->chips()[1], Qt::Key_Left);
    QVERIFY(m_bar->chips()[0]->hasFocus());
    QTest::keyClick(m_bar->chips()[0], Qt::Key_Tab);
    QVERIFY(m_bar->chips()[1]->hasFocus());
    QTest::keyClick(m_bar->chips()[1], Qt::Key_Return);
    QVERIFY(m_bar->chips()[0]->hasFocus());
    QCOMPARE(m_desk->filter().labels, QSet<LabelId>{label(0)});
}

void ChipBarTest::summarySaysHowManyOfHowMany()
{
    QCOMPARE(m_bar->summaryText(), QStringLiteral("1,500 photos"));
    PhotoFilter filter;
    filter.labels = {label(0)};
    m_desk->setFilter(filter);
    QTRY_COMPARE(m_bar->summaryText(), QStringLiteral("500 of 1,500"));
    m_desk->close();
    QCOMPARE(m_bar->summaryText(), QString());
    must(m_desk->open(path()));
    QCOMPARE(m_bar->summaryText(), QStringLiteral("loading…"));
    QTRY_COMPARE(m_bar->summaryText(), QStringLiteral("500 of 1,500"));
}

void ChipBarTest::manyChipsWrap()
{
    m_desk->setFilter(fullFilter(*m_desk));
    QTRY_VERIFY(m_bar->chips().last()->y() > m_bar->chips().first()->y());
    const int right = m_bar->chips().first()->parentWidget()->width();
    for (qsizetype i = 0; i < m_bar->chips().size(); ++i) {
        const QRect chip = m_bar->chips()[i]->geometry();
        QVERIFY(chip.right() < right);
        for (qsizetype j = 0; j < i; ++j)
            QVERIFY(!chip.intersects(m_bar->chips()[j]->geometry()));
    }
    QVERIFY(m_bar->chips().last()->parentWidget()->height() >= m_bar->chips().last()->geometry().bottom());
}

void ChipBarTest::showUnreviewed()
{
    PhotoFilter filter;
    filter.states = {ReviewState::Unreviewed};
    QSignalSpy shown(m_desk.get(), &Desk::setChanged);
    m_desk->setFilter(filter);
    QVERIFY(shown.wait(test::patienceMs));
}

void ChipBarTest::decidedPhotosAreOfferedToRefresh()
{
    showUnreviewed();
    QVERIFY(m_bar->refreshButton()->isHidden());
    for (int i = 0; i < 3; ++i)
        m_desk->decide(Accept{{m_desk->currentPhoto()}});
    m_desk->apply(SetNote{m_desk->currentPhoto(), QStringLiteral("still unreviewed")});
    QTRY_COMPARE(m_bar->outdatedText(), QStringLiteral("3 no longer match"));
    QCOMPARE(m_desk->model()->rowCount(), 1500);
    m_bar->refreshButton()->click();
    QTRY_COMPARE(m_desk->model()->rowCount(), 1497);
    QCOMPARE(m_bar->outdatedText(), QString());
}

void ChipBarTest::undoneDecisionsMatchAgain()
{
    showUnreviewed();
    m_desk->decide(Accept{{m_desk->currentPhoto()}});
    QTRY_COMPARE(m_bar->outdatedText(), QStringLiteral("1 no longer match"));
    m_desk->undo();
    QTRY_COMPARE(m_bar->outdatedText(), QString());
}

void ChipBarTest::bulkDecisionsAreCountedToo()
{
    showUnreviewed();
    QList<PhotoId> photos;
    for (int position = 0; position < 1200; ++position)
        photos.append(m_desk->model()->photoId(position));
    m_desk->apply(Reject{photos, RejectReason::Other});
    QTRY_COMPARE(m_bar->outdatedText(), QStringLiteral("1,200 no longer match"));
}

void ChipBarTest::everyOrderCanBePicked()
{
    QSet<SortKey> sorted;
    for (QAction* action : m_bar->sortButton()->menu()->actions()) {
        action->trigger();
        sorted.insert(m_desk->order().key);
        QVERIFY(action->isChecked());
        QCOMPARE(m_bar->sortButton()->text(), QStringLiteral("Sort: ") + action->text().toLower());
        const QString direction = m_bar->directionButton()->toolTip();
        m_bar->directionButton()->click();
        QVERIFY(m_desk->order().descending);
        QVERIFY(m_bar->directionButton()->toolTip() != direction);
        m_bar->directionButton()->click();
    }
    QCOMPARE(sorted.size(), int(SortKey::Confidence) + 1);
    QSet<GroupKey> grouped;
    for (QAction* action : m_bar->groupButton()->menu()->actions()) {
        action->trigger();
        grouped.insert(m_desk->order().group);
        QCOMPARE(m_bar->groupButton()->text(), QStringLiteral("Group: ") + action->text().toLower());
    }
    QCOMPARE(grouped.size(), int(GroupKey::Sharpness) + 1);
}

void ChipBarTest::searchReachesTheFilterAfterAPause()
{
    QSignalSpy changed(m_desk.get(), &Desk::filterChanged);
    QTest::keyClicks(m_search, QStringLiteral(" photo_0000007 "));
    QVERIFY(m_desk->filter().text.isEmpty());
    QTRY_COMPARE(m_desk->filter().text, QStringLiteral("photo_0000007"));
    QCOMPARE(changed.count(), 1);
    QTRY_COMPARE(m_desk->model()->rowCount(), 1);
    QCOMPARE(m_search->text(), QStringLiteral(" photo_0000007 ")); // as it was typed
}

void ChipBarTest::searchFollowsTheChip()
{
    QTest::keyClicks(m_search, QStringLiteral("abc"));
    QTRY_COMPARE(m_bar->chips().size(), 1);
    FilterChip* chip = m_bar->chips().first();
    QTest::keyClicks(m_search, QStringLiteral("d"));
    QTRY_COMPARE(chipTexts(), QStringList{QStringLiteral("text: abcd")});
    QCOMPARE(m_bar->chips().first(), chip);
    QTest::mouseClick(chip, Qt::LeftButton);
    QCOMPARE(m_search->text(), QString());
    PhotoFilter filter;
    filter.text = QStringLiteral("from elsewhere");
    m_desk->setFilter(filter);
    QCOMPARE(m_search->text(), QStringLiteral("from elsewhere"));
}

void ChipBarTest::typingIsNotDisturbedByOtherFilters()
{
    QTest::keyClicks(m_search, QStringLiteral("ph"));
    PhotoFilter filter;
    filter.labels = {label(0)};
    m_desk->setFilter(filter);
    QCOMPARE(m_search->text(), QStringLiteral("ph"));
    QTRY_COMPARE(m_desk->filter().text, QStringLiteral("ph"));
    QCOMPARE(m_desk->filter().labels, QSet<LabelId>{label(0)});
}

void ChipBarTest::escapeClearsThenLeaves()
{
    QSignalSpy left(m_search, &SearchField::left);
    QTest::keyClicks(m_search, QStringLiteral("bull"));
    QTest::keyClick(m_search, Qt::Key_Return);
    QCOMPARE(m_desk->filter().text, QStringLiteral("bull")); // at once
    QCOMPARE(left.count(), 1);
    QTest::keyClick(m_search, Qt::Key_Escape);
    QCOMPARE(m_desk->filter().text, QString());
    QCOMPARE(left.count(), 1);
    QTest::keyClick(m_search, Qt::Key_Escape);
    QCOMPARE(left.count(), 2);
}

QTEST_MAIN(ChipBarTest)
#include "tst_chip_bar.moc"
