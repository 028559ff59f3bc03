#include "core/catalog/integrity.h"
#include "core/review/review_session.h"
#include "tests/support/catalog_factory.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

/// Edits of many boxes on many photos at once: each is one step, on disk, journalled and taken back whole.
class BulkBoxEditsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void labelsBoxesOfManyPhotosInOneStep();
    void aLabelledBoxIsThePersons();
    void marksBoxesWhoeverDrewThem();
    void theSameLabelTakesAModelsBoxOver();
    void acceptsBoxesAsTheyAre();
    void acceptingThePersonsOwnBoxLeavesNoTrace();
    void passesOverBoxesThatAreGone();
    void refusesALabelThatIsNotThere();
    void aMergedLabelMeansTheOneItLivesOnIn();
    void tellsWhichBoxesChanged();
    void undoAndRedoOfEveryKindSurviveARestart();
    void checkFindsALabelThatWasTamperedWith();

private:
    QString path() const { return m_folder->filePath(QStringLiteral("t.creel")); }
    void open();
    Applied apply(const Edit& edit) { return must(m_session->apply(edit)); }
    QList<Box> all();
    QList<BoxId> ids();
    LabelId label(const char* name)
    {
        return must(LabelStore(*m_connection).byName(QLatin1String(name)))->id;
    }
    QStringList faults();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<ReviewSession> m_session;
};

void BulkBoxEditsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    test::makeCatalog(path(), 10, {QStringLiteral("brown"), QStringLiteral("bull")});
    open();
    QList<Box> boxes;
    for (int i = 0; i < 6; ++i) {
        Box box;
        box.photo = PhotoId(i / 2 + 1);
        box.label = i == 5 ? LabelId() : label("brown");
        box.rect = {0.1 * i, 0.1, 0.1 * i + 0.3, 0.7};
        box.origin = i % 2 ? BoxOrigin::Import : BoxOrigin::Model;
        if (i % 2 == 0)
            box.score = 0.5 + 0.1 * i;
        boxes.append(box);
    }
    apply(AddBoxes{boxes});
}

void BulkBoxEditsTest::open()
{
    m_session.reset();
    m_connection = must(openCatalog(path(), Connection::Access::ReadWrite));
    m_session = std::make_unique<ReviewSession>(*m_connection, QStringLiteral("tester"));
}

void BulkBoxEditsTest::cleanup()
{
    m_session.reset();
    m_connection.reset();
}

QList<Box> BulkBoxEditsTest::all()
{
    QList<Box> boxes;
    must(BoxStore(*m_connection).each([&](const Box& box) { boxes.append(box); }));
    return boxes;
}

QList<BoxId> BulkBoxEditsTest::ids()
{
    QList<BoxId> list;
    for (const Box& box : all())
        list.append(box.id);
    return list;
}

/// The factory's own labels were never journalled; nothing else may be amiss.
QStringList BulkBoxEditsTest::faults()
{
    QStringList list = must(checkIntegrity(*m_connection)).faults;
    list.removeIf([](const QString& fault) { return fault.startsWith(QStringLiteral("Label ")); });
    return list;
}

void BulkBoxEditsTest::labelsBoxesOfManyPhotosInOneStep()
{
    const QList<Box> before = all();
    QSignalSpy changed(m_session.get(), &ReviewSession::changed);
    const Applied applied = apply(LabelBoxes{ids(), label("bull")});
    QCOMPARE(applied.summary, QStringLiteral("Labelled 6 boxes bull"));
    QCOMPARE(applied.boxPhotos, (QList{PhotoId(1), PhotoId(2), PhotoId(3)}));
    QVERIFY(applied.photos.isEmpty()); // what the photos show is not decided by it
    QCOMPARE(changed.count(), 1);
    for (const Box& box : all())
        QCOMPARE(box.label, label("bull"));
    QCOMPARE(must(m_session->undoSize()), 6);
    must(m_session->undo());
    QCOMPARE(all(), before);
    QVERIFY(faults().isEmpty());
}

void BulkBoxEditsTest::aLabelledBoxIsThePersons()
{
    apply(LabelBoxes{ids(), label("bull")});
    for (const Box& box : all()) {
        QCOMPARE(box.origin, BoxOrigin::Person);
        QVERIFY(!box.score);
    }
}

void BulkBoxEditsTest::marksBoxesWhoeverDrewThem()
{
    const QList<Box> before = all();
    QCOMPARE(apply(MarkBoxes{ids() << BoxId(999), &Box::truncated, true}).summary,
             QStringLiteral("Marked 6 boxes as truncated"));
    for (qsizetype i = 0; i < before.size(); ++i) {
        Box expected = before[i];
        expected.truncated = true;
        QCOMPARE(all()[i], expected); // a model's box stays the model's
    }
    QVERIFY(!apply(MarkBoxes{ids(), &Box::truncated, true}).edit.isValid());
    QCOMPARE(apply(MarkBoxes{{ids().first()}, &Box::truncated, false}).summary,
             QStringLiteral("No longer truncated: 1 box"));
    must(m_session->undo());
    must(m_session->undo());
    QCOMPARE(all(), before);
    QVERIFY(faults().isEmpty());
}

void BulkBoxEditsTest::theSameLabelTakesAModelsBoxOver()
{
    const Box model = all().first();
    QCOMPARE(apply(LabelBoxes{{model.id}, model.label}).boxes, QList{model.id});
    const Box now = all().first();
    QCOMPARE(now.origin, BoxOrigin::Person);
    QCOMPARE(now.label, model.label);
    QCOMPARE(now.rect, model.rect);
    QVERIFY(!apply(LabelBoxes{{model.id}, model.label}).edit.isValid()); // it is theirs already
}

void BulkBoxEditsTest::acceptsBoxesAsTheyAre()
{
    const QList<Box> before = all();
    const Applied applied = apply(AcceptBoxes{ids()});
    QCOMPARE(applied.summary, QStringLiteral("Accepted 6 boxes"));
    const QList<Box> now = all();
    for (qsizetype i = 0; i < now.size(); ++i) {
        Box wanted = before[i];
        wanted.origin = BoxOrigin::Person;
        wanted.score.reset();
        QCOMPARE(now[i], wanted);
    }
    must(m_session->undo());
    QCOMPARE(all(), before);
}

void BulkBoxEditsTest::acceptingThePersonsOwnBoxLeavesNoTrace()
{
    apply(AcceptBoxes{{ids().first()}});
    QVERIFY(!apply(AcceptBoxes{{ids().first()}}).edit.isValid());
}

void BulkBoxEditsTest::passesOverBoxesThatAreGone()
{
    const BoxId gone = ids().first();
    apply(RemoveBoxes{{gone}});
    QList<BoxId> wanted = ids();
    wanted.prepend(gone);
    wanted.append(wanted.last()); // twice is once
    QCOMPARE(apply(LabelBoxes{wanted, label("bull")}).summary, QStringLiteral("Labelled 5 boxes bull"));
    QVERIFY(!apply(AcceptBoxes{{gone}}).edit.isValid());
    QVERIFY(!apply(RemoveBoxes{{gone}}).edit.isValid());
    QVERIFY(faults().isEmpty());
}

void BulkBoxEditsTest::refusesALabelThatIsNotThere()
{
    const QList<Box> before = all();
    const auto unknown = m_session->apply(LabelBoxes{ids(), LabelId(99)});
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::NotFound);
    QVERIFY(!m_session->apply(LabelBoxes{ids(), LabelId()}));
    QCOMPARE(all(), before);
}

void BulkBoxEditsTest::aMergedLabelMeansTheOneItLivesOnIn()
{
    const LabelId bull = label("bull");
    apply(MergeLabels{bull, label("brown")});
    apply(LabelBoxes{{ids().last()}, bull});
    QCOMPARE(all().last().label, label("brown"));
}

void BulkBoxEditsTest::tellsWhichBoxesChanged()
{
    const QList<BoxId> some{ids()[1], ids()[4]};
    QCOMPARE(apply(RemoveBoxes{some}).boxes, some);
    QCOMPARE(must(m_session->undo()).boxes, some);
    QCOMPARE(must(m_session->redo()).boxes, some);
    QVERIFY(apply(Accept{{PhotoId(1)}}).boxes.isEmpty());
}

void BulkBoxEditsTest::undoAndRedoOfEveryKindSurviveARestart()
{
    QList<QList<Box>> states{all()};
    const auto step = [&](const Edit& edit) {
        QVERIFY(apply(edit).edit.isValid());
        states.append(all());
    };
    step(LabelBoxes{ids().mid(0, 3), label("bull")});
    step(AcceptBoxes{ids()});
    step(RemoveBoxes{ids().mid(2, 3)});
    step(LabelBoxes{ids(), label("brown")});
    step(RemoveBoxes{ids()});
    open();
    for (qsizetype i = states.size() - 1; i > 0; --i) {
        QCOMPARE(all(), states[i]);
        must(m_session->undo());
        QVERIFY(faults().isEmpty());
    }
    QCOMPARE(all(), states.first());
    open();
    for (qsizetype i = 1; i < states.size(); ++i) {
        must(m_session->redo());
        QCOMPARE(all(), states[i]);
    }
    QVERIFY(faults().isEmpty());
}

void BulkBoxEditsTest::checkFindsALabelThatWasTamperedWith()
{
    apply(LabelBoxes{ids(), label("bull")});
    must(m_connection->run(QStringLiteral("UPDATE box SET label_id = ? WHERE id = ?"),
                           {label("brown").value(), ids()[3].value()}));
    QCOMPARE(faults().size(), 1);
    QVERIFY(faults().first().contains(QStringLiteral("Box %1").arg(ids()[3].value())));
}

QTEST_GUILESS_MAIN(BulkBoxEditsTest)
#include "tst_bulk_box_edits.moc"
