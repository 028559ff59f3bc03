#include "core/catalog/photo_store.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/own_settings.h"
#include "tests/ui/open_desk.h"
#include "ui/panels/box_list.h"
#include "ui/panels/copy_button.h"
#include "ui/panels/inspector.h"
#include "ui/panels/note_field.h"
#include "ui/panels/panel_section.h"
#include "ui/panels/review_line.h"
#include "ui/theme.h"

#include <QClipboard>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextEdit>
#include <QToolButton>
#include <QtTest>

using namespace creel;
using creel::test::must;

/// 600 photos, 200 each in brown, bull and rainbow, whose folders claim labels of the same names. The second
/// photo of brown is a copy of the first, the first four of brown look alike.
class InspectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void showsTheFactsOfTheCurrentPhoto();
    void hidesWhatIsNotKnown();
    void labelIsAClaimUntilSomebodyDecides();
    void followsDecisionsUndoAndLabels();
    void saysWhatTheProblemIs();
    void pathAndHashCanBeCopied();
    void noteIsSavedWhenTheFieldIsLeft();
    void noteIsSavedByControlEnter();
    void noteIsNotLostWhenThePhotoChanges();
    void noteIsSavedBeforeTheCatalogCloses();
    void noteIsSavedWhenTheWindowGoes();
    void noteThatCannotBeSavedIsKept();
    void noteFollowsUndoUnlessTyping();
    void copiesLeadToTheFirstAndToTheGroup();
    void linksFollowAChangeOfTheme();
    void historySaysWhoDidWhatAndWhatWasUndone();
    void boxesAreListedAndFollowEdits();
    void longHistoryIsCut();
    void manySelectedShareAndDiffer();
    void tellsOfTheCurrentPhotoWhereOneIsShown();
    void selectionChangedMeanwhileIsHarmless();
    void holdingAnArrowUpdatesOnlyNowAndThen();
    void whenIsSaidInPlainWords();
    void sectionsFoldByKeyAndRemember();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("inspector.creel")); }
    void open();
    void goTo(int position);
    void type(const QString& text);
    QString storedNote(PhotoId photo) { return must(m_desk->session()->review(photo)).note; }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<Inspector> m_inspector;
};

void InspectorTest::initTestCase()
{
    test::useOwnSettings();
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
}

void InspectorTest::init()
{
    QSettings().clear();
    m_folder = std::make_unique<QTemporaryDir>();
    auto connection = test::makeCatalog(
        path(), 600, {QStringLiteral("brown"), QStringLiteral("bull"), QStringLiteral("rainbow")});
    must(connection->run(QStringLiteral("UPDATE photo SET hash = x'000102030405060708090a0b0c0d0e0f', "
                                        "near_group = 1 WHERE id IN (1, 2)")));
    must(connection->run(QStringLiteral("UPDATE photo SET duplicate_of = 1 WHERE id = 2")));
    must(connection->run(QStringLiteral("UPDATE photo SET near_group = 1 WHERE id IN (3, 4)")));
    must(connection->run(QStringLiteral("UPDATE photo SET camera = 'NIKON D40' WHERE id = 1")));
    must(connection->run(QStringLiteral("UPDATE photo SET taken_at = NULL, lat = NULL WHERE id = 6")));
}

void InspectorTest::cleanup()
{
    m_inspector.reset();
    m_desk.reset();
}

void InspectorTest::open()
{
    m_desk = std::make_unique<Desk>();
    m_inspector = std::make_unique<Inspector>(*m_desk, nullptr);
    m_inspector->resize(300, 900);
    m_inspector->show();
    QVERIFY(test::openWhole(*m_desk, path()));
    goTo(0);
}

void InspectorTest::goTo(int position)
{
    m_desk->setCurrentPosition(position);
    QTRY_COMPARE(m_inspector->title(),
                 displayPath(m_desk->index()->name(m_desk->model()->photoRow(position)).toByteArray()));
}

void InspectorTest::type(const QString& text)
{
    m_inspector->note()->setFocus();
    QTest::keyClicks(m_inspector->note(), text);
}

void InspectorTest::showsTheFactsOfTheCurrentPhoto()
{
    open();
    const FactList* file = m_inspector->fileFactList();
    QCOMPARE(m_inspector->title(), QStringLiteral("photo_0000000.jpg"));
    QCOMPARE(file->value(QStringLiteral("Format")), QStringLiteral("JPEG"));
    QCOMPARE(file->value(QStringLiteral("Pixels")), QStringLiteral("640 × 480, 0.3 MP"));
    QCOMPARE(file->value(QStringLiteral("Size")), QStringLiteral("1,000 bytes"));
    QCOMPARE(file->value(QStringLiteral("Brightness")), QStringLiteral("0 %"));
    QCOMPARE(file->value(QStringLiteral("Hash")), QStringLiteral("00010203…0c0d0e0f"));
    const FactList* taken = m_inspector->takenFactList();
    QCOMPARE(taken->value(QStringLiteral("Camera")), QStringLiteral("NIKON D40"));
    QCOMPARE(taken->value(QStringLiteral("Date")), QStringLiteral("13 Sept 2020, 12:26:40"));
    QCOMPARE(taken->value(QStringLiteral("Place")), QStringLiteral("46.50000°\u00a0N, 110.50000°\u00a0W"));
    goTo(7);
    QCOMPARE(file->value(QStringLiteral("Sharpness")), QStringLiteral("651"));
}

void InspectorTest::hidesWhatIsNotKnown()
{
    open();
    goTo(5); // id 6
    QVERIFY(m_inspector->takenFactList()->isEmpty());
    QVERIFY(!m_inspector->takenFactList()->isVisible());
    QCOMPARE(m_inspector->problem(), QString());
    QCOMPARE(m_inspector->copies(), QString());
    m_desk->close();
    QTRY_COMPARE(m_inspector->title(), QString());
    QVERIFY(!m_inspector->note()->isVisible());
}

void InspectorTest::labelIsAClaimUntilSomebodyDecides()
{
    open();
    QCOMPARE(m_inspector->reviewLine()->labelText(), QStringLiteral("brown, says the folder"));
    QCOMPARE(m_inspector->reviewLine()->stateText(), QStringLiteral("Unreviewed"));
    m_desk->apply(Accept{{m_desk->currentPhoto()}});
    QTRY_COMPARE(m_inspector->reviewLine()->labelText(), QStringLiteral("brown"));
    QVERIFY(m_inspector->reviewLine()->stateText().startsWith(QStringLiteral("Accepted · today ")));
}

void InspectorTest::followsDecisionsUndoAndLabels()
{
    open();
    const PhotoId photo = m_desk->currentPhoto();
    m_desk->apply(SetLabel{{photo}, m_desk->labels()[1].id});
    QTRY_COMPARE(m_inspector->reviewLine()->labelText(), QStringLiteral("bull"));
    Label renamed = m_desk->labels()[1];
    renamed.name = QStringLiteral("bull_trout");
    m_desk->apply(ChangeLabel{renamed});
    QTRY_COMPARE(m_inspector->reviewLine()->labelText(), QStringLiteral("bull_trout"));
    m_desk->apply(Reject{{photo}, RejectReason::PoorQuality});
    QTRY_VERIFY(m_inspector->reviewLine()->stateText().startsWith(QLatin1String("Rejected: poor quality")));
    m_desk->undo();
    QTRY_VERIFY(m_inspector->reviewLine()->stateText().startsWith(QLatin1String("Accepted")));
}

void InspectorTest::saysWhatTheProblemIs()
{
    open();
    m_desk->goToPhoto(PhotoId(must(m_desk->connection()->integer(
        QStringLiteral("SELECT min(id) FROM photo WHERE problem = 'truncated'")))));
    QTRY_VERIFY(m_inspector->problem().contains(QLatin1String("The end of the file is missing")));
}

void InspectorTest::pathAndHashCanBeCopied()
{
    open();
    QStringList copied;
    for (CopyButton* button : m_inspector->findChildren<CopyButton*>()) {
        if (!button->isVisible())
            continue;
        QVERIFY(!button->accessibleName().isEmpty());
        button->click();
        copied.append(QGuiApplication::clipboard()->text());
    }
    copied.sort();
    QCOMPARE(copied, (QStringList{QStringLiteral("/made/up/brown/photo_0000000.jpg"),
                                  QStringLiteral("000102030405060708090a0b0c0d0e0f"),
                                  QStringLiteral("46.500000, -110.500000")}));
}

void InspectorTest::noteIsSavedWhenTheFieldIsLeft()
{
    open();
    m_inspector->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_inspector.get()));
    type(QStringLiteral("tail cut off"));
    QCOMPARE(storedNote(m_desk->currentPhoto()), QString());
    m_inspector->note()->clearFocus();
    QCOMPARE(storedNote(m_desk->currentPhoto()), QStringLiteral("tail cut off"));
    QTRY_COMPARE(m_desk->counts().withNote, 1);
}

void InspectorTest::noteIsSavedByControlEnter()
{
    open();
    QSignalSpy left(m_inspector.get(), &Inspector::left);
    QSignalSpy applied(m_desk.get(), &Desk::applied);
    type(QStringLiteral("two"));
    QTest::keyClick(m_inspector->note(), Qt::Key_Return);
    QTest::keyClicks(m_inspector->note(), QStringLiteral("lines"));
    QTest::keyClick(m_inspector->note(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(storedNote(m_desk->currentPhoto()), QStringLiteral("two\nlines"));
    QCOMPARE(left.count(), 1);
    QCOMPARE(applied.count(), 1);
    m_inspector->note()->save();
    QCOMPARE(applied.count(), 1); // nothing new, nothing saved
}

void InspectorTest::noteIsNotLostWhenThePhotoChanges()
{
    open();
    const PhotoId first = m_desk->currentPhoto();
    type(QStringLiteral("first"));
    m_desk->setCurrentPosition(1);
    QTest::keyClicks(m_inspector->note(), QStringLiteral("!")); // before the inspector has followed
    goTo(2);
    QCOMPARE(storedNote(first), QStringLiteral("first!"));
    QCOMPARE(storedNote(m_desk->model()->photoId(1)), QString());
    QCOMPARE(m_inspector->note()->toPlainText(), QString());
    goTo(0);
    QCOMPARE(m_inspector->note()->toPlainText(), QStringLiteral("first!"));
    type(QStringLiteral("?"));
    m_desk->selection()->select(QItemSelection(m_desk->model()->index(0), m_desk->model()->index(9)),
                                QItemSelectionModel::Select);
    QTRY_COMPARE(m_inspector->title(), QStringLiteral("10 photos selected"));
    QVERIFY(storedNote(first).contains(QLatin1Char('?')));
}

void InspectorTest::noteIsSavedBeforeTheCatalogCloses()
{
    open();
    const PhotoId photo = m_desk->currentPhoto();
    type(QStringLiteral("last word"));
    m_desk->close();
    const auto connection = must(openCatalog(path(), Connection::Access::ReadOnly));
    QCOMPARE(must(ReviewStore(*connection).byPhoto(photo)).note, QStringLiteral("last word"));
}

void InspectorTest::noteIsSavedWhenTheWindowGoes()
{
    open();
    const PhotoId photo = m_desk->currentPhoto();
    type(QStringLiteral("in passing"));
    m_inspector.reset();
    QCOMPARE(storedNote(photo), QStringLiteral("in passing"));
    QTest::qWait(50); // nothing that is gone is called
}

void InspectorTest::noteThatCannotBeSavedIsKept()
{
    open();
    const PhotoId photo = m_desk->currentPhoto();
    type(QStringLiteral("precious"));
    QVERIFY(QFile::rename(path(), path() + QStringLiteral(".away")));
    QSignalSpy failed(m_desk.get(), &Desk::failed);
    m_inspector->note()->save();
    QCOMPARE(failed.count(), 1);
    QVERIFY(m_inspector->note()->hasUnsaved());
    goTo(1);
    QVERIFY(!m_inspector->note()->hasUnsaved());
    goTo(0);
    QCOMPARE(m_inspector->note()->toPlainText(), QStringLiteral("precious"));
    QVERIFY(m_inspector->note()->hasUnsaved());
    QVERIFY(QFile::rename(path() + QStringLiteral(".away"), path()));
    m_inspector->note()->save();
    QVERIFY(!m_inspector->note()->hasUnsaved());
    QCOMPARE(storedNote(photo), QStringLiteral("precious"));
}

void InspectorTest::noteFollowsUndoUnlessTyping()
{
    open();
    m_desk->apply(SetNote{m_desk->currentPhoto(), QStringLiteral("one")});
    QTRY_COMPARE(m_inspector->note()->toPlainText(), QStringLiteral("one"));
    m_desk->undo();
    QTRY_COMPARE(m_inspector->note()->toPlainText(), QString());
    type(QStringLiteral("typing"));
    m_desk->redo();
    QTRY_VERIFY(m_inspector->history().contains(QLatin1String("Redone")));
    QCOMPARE(m_inspector->note()->toPlainText(), QStringLiteral("typing"));
}

void InspectorTest::copiesLeadToTheFirstAndToTheGroup()
{
    open();
    QVERIFY(m_inspector->copies().contains(QLatin1String("One exact copy elsewhere")));
    QVERIFY(m_inspector->copies().contains(QLatin1String("4 look alike")));
    goTo(1);
    QVERIFY(m_inspector->copies().contains(QLatin1String("The same file as")));
    auto* links = m_inspector->findChild<QLabel*>(QStringLiteral("copies"));
    QVERIFY(links);
    Q_EMIT links->linkActivated(QStringLiteral("photo:1"));
    QCOMPARE(m_desk->currentPhoto(), PhotoId(1));
    Q_EMIT links->linkActivated(QStringLiteral("group:1"));
    QCOMPARE(m_desk->filter().nearGroup, PhotoId(1));
    QTRY_COMPARE(m_desk->model()->rowCount(), 4);
}

void InspectorTest::linksFollowAChangeOfTheme()
{
    Theme::apply(*qApp, Theme::Mode::Dark);
    open();
    QVERIFY(m_inspector->copies().contains(Theme::colours().accent.name()));
    Theme::apply(*qApp, Theme::Mode::Light);
    QTRY_VERIFY(m_inspector->copies().contains(Theme::colours().accent.name()));
    Theme::apply(*qApp, Theme::Mode::Dark);
}

void InspectorTest::historySaysWhoDidWhatAndWhatWasUndone()
{
    open();
    const PhotoId photo = m_desk->currentPhoto();
    QVERIFY(m_inspector->history().contains(QLatin1String("Nothing was decided yet")));
    m_desk->apply(SetLabel{{photo, m_desk->model()->photoId(1)}, m_desk->labels()[1].id});
    m_desk->apply(Reject{{photo}, RejectReason::Scenery});
    m_desk->undo();
    m_desk->apply(SetNote{photo, QStringLiteral("a <b> note")});
    const QList<HistoryLine> lines = historyLines(must(m_desk->session()->history(photo)),
                                                  m_desk->livingLabels(), QDateTime::currentDateTime());
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines[0].text, QStringLiteral("Noted: a <b> note"));
    QCOMPARE(lines[1].text, QStringLiteral("Undone: Rejected: scenery"));
    QCOMPARE(lines[2].text, QStringLiteral("Rejected: scenery"));
    QCOMPARE(lines[3].text, QStringLiteral("Accepted as bull"));
    QCOMPARE(lines[2].isUndone, true);
    QCOMPARE(lines[1].isUndone || lines[3].isUndone, false);
    QCOMPARE(lines[3].who, QStringLiteral("you"));
    QVERIFY(lines[3].when.startsWith(QLatin1String("today ")));
    QTRY_VERIFY(m_inspector->history().contains(QLatin1String("<s>Rejected: scenery</s>")));
    QVERIFY(m_inspector->history().contains(QLatin1String("a &lt;b&gt; note")));
    m_desk->undo(); // the note
    m_desk->undo(); // the label
    m_desk->redo();
    const QList<HistoryLine> after = historyLines(must(m_desk->session()->history(photo)),
                                                  m_desk->livingLabels(), QDateTime::currentDateTime());
    QCOMPARE(after[0].text, QStringLiteral("Redone: Accepted as bull"));
    QCOMPARE(after.last().isUndone, false);
}

void InspectorTest::boxesAreListedAndFollowEdits()
{
    open();
    const BoxList* list = m_inspector->boxes();
    QVERIFY(list->isEmpty());
    const PhotoId photo = m_desk->currentPhoto();
    Box box;
    box.photo = photo;
    box.label = m_desk->labels().first().id;
    box.rect = {0, 0, 0.5, 0.25};
    Box unnamed = box;
    unnamed.label = {};
    QVERIFY(m_desk->apply(AddBoxes{{box, unnamed}}));
    QTRY_COMPARE(list->texts(),
                 (QStringList{QStringLiteral("brown, 320 × 120"), QStringLiteral("no label, 320 × 120")}));
    QVERIFY(m_inspector->history().contains(QStringLiteral("2 boxes")));

    list->button(1, 2)->click();
    const auto stored = [&] {
        return must(m_desk->session()->boxes(photo)).boxes;
    };
    QVERIFY(stored()[1].occluded);
    QVERIFY(!stored()[0].occluded);
    m_desk->undo();
    QVERIFY(!stored()[1].occluded);
    QTRY_VERIFY(!list->button(1, 2)->isChecked());

    m_desk->apply(RemoveBoxes{{stored()[0].id, stored()[1].id}});
    QTRY_VERIFY(list->isEmpty());
    m_desk->apply(SetBoxesVerified{{photo}, true});
    QTRY_VERIFY(!list->isEmpty());
    goTo(3);
    QVERIFY(list->isEmpty());
}

void InspectorTest::longHistoryIsCut()
{
    open();
    const PhotoId photo = m_desk->currentPhoto();
    for (int i = 0; i < 9; ++i)
        m_desk->apply(SetNote{photo, QStringLiteral("note %1").arg(i)});
    QTRY_VERIFY(m_inspector->history().contains(QLatin1String("note 8")));
    QVERIFY(!m_inspector->history().contains(QLatin1String("note 0")));
    QCOMPARE(m_inspector->showAllButton()->text(), QStringLiteral("Show all 9"));
    m_inspector->showAllButton()->click();
    QVERIFY(m_inspector->history().contains(QLatin1String("note 0")));
    QVERIFY(m_inspector->showAllButton()->isHidden());
    goTo(1);
    goTo(0);
    QVERIFY(!m_inspector->history().contains(QLatin1String("note 0")));
}

void InspectorTest::manySelectedShareAndDiffer()
{
    open();
    m_desk->apply(Accept{{m_desk->model()->photoId(0)}});
    const auto select = [&](int first, int last) {
        m_desk->selection()->select(
            QItemSelection(m_desk->model()->index(first), m_desk->model()->index(last)),
            QItemSelectionModel::ClearAndSelect);
        QTRY_COMPARE(m_inspector->title(), QStringLiteral("%1 photos selected").arg(last - first + 1));
    };
    const auto fact = [&](const char* name) {
        return m_inspector->selectionFactList()->value(QLatin1String(name));
    };
    select(0, 2);
    QCOMPARE(fact("Label"), QStringLiteral("brown"));
    QCOMPARE(fact("State"), QStringLiteral("Unreviewed 2, Accepted 1"));
    QCOMPARE(fact("Folder"), QStringLiteral("up/brown"));
    QCOMPARE(fact("Pixels"), QStringLiteral("640 × 480"));
    QCOMPARE(fact("Exact copies"), QStringLiteral("1 of 3"));
    QVERIFY(!m_inspector->note()->isVisible());
    select(0, 599);
    QCOMPARE(fact("Label"), QStringLiteral("brown 200, bull 200, rainbow 200"));
    QCOMPARE(fact("Folder"), QStringLiteral("3 folders"));
    QCOMPARE(fact("Problems"), QStringLiteral("6 of 600"));
    QVERIFY(fact("Date").endsWith(QLatin1String(", 1 without")));
    goTo(3);
    QVERIFY(m_inspector->note()->isVisible());
}

void InspectorTest::tellsOfTheCurrentPhotoWhereOneIsShown()
{
    open();
    m_desk->selection()->select(QItemSelection(m_desk->model()->index(0), m_desk->model()->index(9)),
                                QItemSelectionModel::Select);
    QTRY_COMPARE(m_inspector->title(), QStringLiteral("10 photos selected"));
    m_inspector->setSumsUpSelection(false);
    QTRY_COMPARE(m_inspector->title(), QStringLiteral("photo_0000000.jpg"));
    m_desk->selection()->setCurrentIndex(m_desk->model()->index(3), QItemSelectionModel::NoUpdate);
    QTRY_COMPARE(m_inspector->title(), QStringLiteral("photo_0000009.jpg"));
    QVERIFY(m_inspector->note()->isVisible());
    m_inspector->setSumsUpSelection(true);
    QTRY_COMPARE(m_inspector->title(), QStringLiteral("10 photos selected"));
}

void InspectorTest::selectionChangedMeanwhileIsHarmless()
{
    open();
    m_desk->selection()->select(QItemSelection(m_desk->model()->index(0), m_desk->model()->index(599)),
                                QItemSelectionModel::ClearAndSelect);
    PhotoFilter filter;
    filter.text = QStringLiteral("no such photo");
    m_desk->setFilter(filter);
    QTRY_COMPARE(m_inspector->title(), QStringLiteral("No photo to show"));
    m_desk->setFilter({});
    QTRY_COMPARE(m_inspector->title(), QStringLiteral("photo_0000000.jpg"));
}

void InspectorTest::holdingAnArrowUpdatesOnlyNowAndThen()
{
    open();
    QTest::qWait(50);
    auto* title = m_inspector->findChild<QTextEdit*>();
    QSignalSpy shown(title, &QTextEdit::textChanged);
    for (int position = 1; position <= 100; ++position)
        m_desk->setCurrentPosition(position);
    QCOMPARE(shown.count(), 0); // not in the handler of the key
    goTo(100);
    QVERIFY(shown.count() < 20);
}

void InspectorTest::whenIsSaidInPlainWords()
{
    const QDateTime now(QDate(2024, 3, 13), QTime(9, 30)); // a Wednesday
    const auto said = [&](const QDateTime& when) {
        return whenText(when.toMSecsSinceEpoch(), now);
    };
    QCOMPARE(said(QDateTime(QDate(2024, 3, 13), QTime(0, 5))), QStringLiteral("today 00:05"));
    QCOMPARE(said(QDateTime(QDate(2024, 3, 12), QTime(23, 59))), QStringLiteral("yesterday 23:59"));
    QCOMPARE(said(QDateTime(QDate(2024, 3, 11), QTime(18, 3))), QStringLiteral("Monday 18:03"));
    QCOMPARE(said(QDateTime(QDate(2024, 3, 6), QTime(18, 3))), QStringLiteral("6 Mar 2024, 18:03"));
    QCOMPARE(said(QDateTime(QDate(2024, 3, 14), QTime(1, 0))), QStringLiteral("14 Mar 2024, 01:00"));
    QCOMPARE(positionText({-33.8688, 151.2093}), QStringLiteral("33.86880°\u00a0S, 151.20930°\u00a0E"));
}

void InspectorTest::sectionsFoldByKeyAndRemember()
{
    open();
    const auto headings = m_inspector->findChildren<PanelHeadingButton*>();
    const auto found = std::ranges::find(headings, QStringLiteral("File"), &PanelHeadingButton::text);
    QVERIFY(found != headings.end());
    PanelHeadingButton* const heading = *found;
    QVERIFY(m_inspector->fileFactList()->isVisible());
    QTest::keyClick(heading, Qt::Key_Space);
    QVERIFY(!m_inspector->fileFactList()->isVisible());
    Inspector another(*m_desk, nullptr);
    another.show();
    QVERIFY(!another.fileFactList()->isVisible());
    QVERIFY(another.note()->isVisible());
    QTest::keyClick(heading, Qt::Key_Right);
    QVERIFY(m_inspector->fileFactList()->isVisible());
}

QTEST_MAIN(InspectorTest)
#include "tst_inspector.moc"
