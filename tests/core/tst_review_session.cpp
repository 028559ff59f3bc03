#include "core/review/review_session.h"

#include "core/catalog/integrity.h"
#include "core/ingest/folder_labeller.h"
#include "tests/support/catalog_factory.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace creel;
using creel::test::must;

class ReviewSessionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void labelAcceptsAndIsJournalled();
    void acceptMakesTheFoldersClaimThePersonsWord();
    void rejectKeepsReason();
    void clearBringsBackTheFoldersClaimAndKeepsTheNote();
    void decidingTheSameAgainLeavesNoTrace();
    void unknownPhotoIsRefusedAndNothingIsWritten();
    void unknownLabelIsRefused();
    void bulkIsOneStep();
    void undoAndRedoHaveNoDepthLimitAndSurviveARestart();
    void aNewEditEndsRedo();
    void renameKeepsHistory();
    void mergedLabelLivesOnInTheOther();
    void takenNameIsRefused();
    void aDigitBelongsToOneLabel();
    void usedLabelCannotBeRemoved();
    void aLabelThatAFolderClaimedMeanwhileStaysWhenItsAddingIsUndone();
    void aNameThatAnImportGaveAwayMeanwhileIsNotTakenBack_data();
    void aNameThatAnImportGaveAwayMeanwhileIsNotTakenBack();
    void aDigitThatAnImportGaveAwayMeanwhileStaysThere();
    void seesWhatAnotherConnectionDid();
    void journalCannotBeRewritten();
    void deletedCatalogIsNoticed();

private:
    /// What an import of a folder of that name does, on photo 1.
    void importFolder(const char* name);
    QStringList faults();
    QString path() const { return m_folder->filePath(QStringLiteral("t.creel")); }
    void open();
    Applied apply(const Edit& edit) { return must(m_session->apply(edit)); }
    Review review(qint64 photo) { return must(m_session->review(PhotoId(photo))); }
    LabelId label(const char* name)
    {
        return must(LabelStore(*m_connection).byName(QString::fromUtf8(name)))->id;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<ReviewSession> m_session;
};

void ReviewSessionTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    test::makeCatalog(path(), 30,
                      {QStringLiteral("brown"), QStringLiteral("bull"), QStringLiteral("rainbow")});
    open();
}

void ReviewSessionTest::open()
{
    m_session.reset();
    m_connection = must(openCatalog(path(), Connection::Access::ReadWrite));
    m_session = std::make_unique<ReviewSession>(*m_connection, QStringLiteral("tester"));
}

void ReviewSessionTest::cleanup()
{
    m_session.reset();
    m_connection.reset();
}

void ReviewSessionTest::labelAcceptsAndIsJournalled()
{
    QSignalSpy changed(m_session.get(), &ReviewSession::changed);
    const Applied applied = apply(SetLabel{{PhotoId(4)}, label("bull")});
    QCOMPARE(applied.photos, QList{PhotoId(4)});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(review(4).state, ReviewState::Accepted);
    QCOMPARE(review(4).label, label("bull"));
    QVERIFY(review(4).decidedAt > 0);
    const auto history = must(m_session->history(PhotoId(4)));
    QCOMPARE(history.size(), 1);
    QCOMPARE(history[0].entry.who, QStringLiteral("tester"));
    QVERIFY(!history[0].change.before);
    QCOMPARE(reviewFromJson(*history[0].change.after), review(4));
}

void ReviewSessionTest::acceptMakesTheFoldersClaimThePersonsWord()
{
    apply(Accept{{PhotoId(1)}});
    QCOMPARE(review(1).label, label("brown"));
    // What the folder claims may change later; the person's word stays.
    must(m_connection->run(QStringLiteral("UPDATE photo SET folder_label_id = ? WHERE id = 1"),
                           {label("bull").value()}));
    QCOMPARE(review(1).label, label("brown"));
}

void ReviewSessionTest::rejectKeepsReason()
{
    apply(Reject{{PhotoId(2)}, RejectReason::Equipment});
    QCOMPARE(review(2).state, ReviewState::Rejected);
    QCOMPARE(review(2).reason, RejectReason::Equipment);
}

void ReviewSessionTest::clearBringsBackTheFoldersClaimAndKeepsTheNote()
{
    apply(SetNote{PhotoId(3), QStringLiteral("  blurry tail ")});
    apply(SetLabel{{PhotoId(3)}, label("rainbow")});
    apply(ClearReview{{PhotoId(3)}});
    QCOMPARE(review(3).state, ReviewState::Unreviewed);
    QVERIFY(!review(3).label.isValid());
    QCOMPARE(review(3).note, QStringLiteral("blurry tail"));
    QCOMPARE(review(3).decidedAt, 0);
}

void ReviewSessionTest::decidingTheSameAgainLeavesNoTrace()
{
    apply(Reject{{PhotoId(2)}, RejectReason::Scenery});
    const Applied again = apply(Reject{{PhotoId(2)}, RejectReason::Scenery});
    QVERIFY(!again.edit.isValid());
    QCOMPARE(must(m_session->history(PhotoId(2))).size(), 1);
}

void ReviewSessionTest::unknownPhotoIsRefusedAndNothingIsWritten()
{
    const auto result = m_session->apply(Accept{{PhotoId(1), PhotoId(999)}});
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NotFound);
    QCOMPARE(review(1), Review());
    QVERIFY(!must(Journal(*m_connection).lastId()).isValid());
}

void ReviewSessionTest::unknownLabelIsRefused()
{
    const auto result = m_session->apply(SetLabel{{PhotoId(1)}, LabelId(77)});
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::NotFound);
}

void ReviewSessionTest::bulkIsOneStep()
{
    QList<PhotoId> photos;
    for (qint64 id = 1; id <= 30; ++id)
        photos.append(PhotoId(id));
    photos.append(PhotoId(1)); // named twice, changed once
    QCOMPARE(apply(Reject{photos, RejectReason::PoorQuality}).photos.size(), 30);
    QCOMPARE(must(m_session->undoSize()), 30);
    must(m_session->undo());
    for (qint64 id = 1; id <= 30; ++id)
        QCOMPARE(review(id), Review());
}

void ReviewSessionTest::undoAndRedoHaveNoDepthLimitAndSurviveARestart()
{
    QList<Review> states{review(5)};
    const QList<Edit> edits{Edit(Accept{{PhotoId(5)}}), Edit(Reject{{PhotoId(5)}, RejectReason::Other}),
                            Edit(SetLabel{{PhotoId(5)}, label("bull")}),
                            Edit(SetNote{PhotoId(5), QStringLiteral("n")}), Edit(ClearReview{{PhotoId(5)}})};
    for (int round = 0; round < 40; ++round) {
        const Applied applied = apply(edits[round % edits.size()]);
        if (applied.edit.isValid())
            states.append(review(5));
    }
    open();
    for (qsizetype i = states.size() - 1; i > 0; --i) {
        QCOMPARE(review(5), states[i]);
        QVERIFY(must(m_session->undo()).edit.isValid());
    }
    QCOMPARE(review(5), Review());
    QVERIFY(!must(m_session->undo()).edit.isValid());
    open();
    for (qsizetype i = 1; i < states.size(); ++i) {
        QVERIFY(must(m_session->redo()).edit.isValid());
        QCOMPARE(review(5), states[i]);
    }
    QVERIFY(!must(m_session->redo()).edit.isValid());
}

void ReviewSessionTest::aNewEditEndsRedo()
{
    apply(Accept{{PhotoId(1)}});
    apply(Accept{{PhotoId(2)}});
    must(m_session->undo());
    apply(Accept{{PhotoId(3)}});
    QVERIFY(!must(m_session->redo()).edit.isValid());
    must(m_session->undo());
    must(m_session->undo());
    QCOMPARE(review(1), Review());
    QCOMPARE(review(3), Review());
}

void ReviewSessionTest::renameKeepsHistory()
{
    apply(SetLabel{{PhotoId(1)}, label("bull")});
    Label bull = *must(LabelStore(*m_connection).byName(QStringLiteral("bull")));
    bull.name = QStringLiteral("bull_trout");
    apply(ChangeLabel{bull});
    QCOMPARE(review(1).label, label("bull_trout"));
    QCOMPARE(must(m_session->history(PhotoId(1)))[0].entry.summary, QStringLiteral("Labelled 1 photo bull"));
    must(m_session->undo());
    QCOMPARE(review(1).label, label("bull"));
}

void ReviewSessionTest::mergedLabelLivesOnInTheOther()
{
    const LabelId brown = label("brown");
    const LabelId bull = label("bull");
    const LabelId rainbow = label("rainbow");
    apply(MergeLabels{brown, bull});
    apply(MergeLabels{bull, rainbow});
    QCOMPARE(livingLabel(must(m_session->labels()), brown), rainbow);
    // The name is free again, and labelling with the merged id means the living label.
    apply(AddLabel{QStringLiteral("Brown")});
    apply(SetLabel{{PhotoId(1)}, brown});
    QCOMPARE(review(1).label, rainbow);
    for (int i = 0; i < 4; ++i)
        must(m_session->undo());
    QCOMPARE(livingLabel(must(m_session->labels()), brown), brown);
}

void ReviewSessionTest::takenNameIsRefused()
{
    const auto result = m_session->apply(AddLabel{QStringLiteral(" BULL ")});
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Exists);
    QVERIFY(!m_session->apply(AddLabel{QStringLiteral("   ")}));
    QVERIFY(!m_session->apply(AddLabel{QStringLiteral("a/b")}));
}

void ReviewSessionTest::aDigitBelongsToOneLabel()
{
    Label bull = *must(LabelStore(*m_connection).byName(QStringLiteral("bull")));
    QCOMPARE(bull.shortcut, QStringLiteral("2"));
    bull.shortcut = QStringLiteral("1");
    apply(ChangeLabel{bull});
    QCOMPARE(must(LabelStore(*m_connection).byName(QStringLiteral("brown")))->shortcut, QString());
    must(m_session->undo());
    QCOMPARE(must(LabelStore(*m_connection).byName(QStringLiteral("brown")))->shortcut, QStringLiteral("1"));
}

void ReviewSessionTest::usedLabelCannotBeRemoved()
{
    const auto result = m_session->apply(RemoveLabel{label("bull")});
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Conflict);
    apply(AddLabel{QStringLiteral("grayling")});
    const LabelId grayling = label("grayling");
    apply(RemoveLabel{grayling});
    QVERIFY(!must(LabelStore(*m_connection).byId(grayling)));
    must(m_session->undo());
    QCOMPARE(label("grayling"), grayling);
}

/// The factory's own labels were never journalled; nothing else may be amiss.
QStringList ReviewSessionTest::faults()
{
    QStringList list = must(checkIntegrity(*m_connection)).faults;
    list.removeIf([](const QString& fault) { return fault.contains(QLatin1String("without the journal")); });
    return list;
}

void ReviewSessionTest::importFolder(const char* name)
{
    const auto present = must(LabelStore(*m_connection).byName(QString::fromUtf8(name)));
    const LabelId label =
        present ? present->id : must(addFolderLabel(*m_connection, QString::fromUtf8(name)));
    must(m_connection->run(QStringLiteral("UPDATE photo SET folder_label_id = ? WHERE id = 1"),
                           {label.value()}));
}

void ReviewSessionTest::aLabelThatAFolderClaimedMeanwhileStaysWhenItsAddingIsUndone()
{
    apply(Accept{{PhotoId(2)}});
    apply(AddLabel{QStringLiteral("char")});
    importFolder("char");
    const LabelId claimed = label("char");
    const Applied undone = must(m_session->undo());
    QVERIFY(undone.edit.isValid());
    QVERIFY2(undone.summary.contains(QLatin1String("char stays")), qPrintable(undone.summary));
    QCOMPARE(label("char"), claimed);
    must(m_session->undo()); // and what was done before can be undone as well
    QCOMPARE(review(2), Review());
    QCOMPARE(faults(), QStringList());
    must(m_session->redo());
    must(m_session->redo());
    QCOMPARE(label("char"), claimed);
    QCOMPARE(faults(), QStringList());
}

void ReviewSessionTest::aNameThatAnImportGaveAwayMeanwhileIsNotTakenBack_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("newName");
    QTest::newRow("short") << QStringLiteral("char") << QStringLiteral("char_2");
    const QString longest(mostLabelCharacters, QLatin1Char('c'));
    QTest::newRow("as long as a name may be") << longest << longest.chopped(2) + QStringLiteral("_2");
    const QString fish = QStringLiteral("\U0001F41F"); // two UTF-16 units
    QTest::newRow("an emoji at the cut")
        << QLatin1Char('c') + fish.repeated(mostLabelCharacters / 2 - 1)
        << QLatin1Char('c') + fish.repeated(mostLabelCharacters / 2 - 2) + QStringLiteral("_2");
}

void ReviewSessionTest::aNameThatAnImportGaveAwayMeanwhileIsNotTakenBack()
{
    QFETCH(QString, name);
    QFETCH(QString, newName);
    const QByteArray folder = name.toUtf8(), own = newName.toUtf8();
    apply(AddLabel{name});
    Label added = *must(LabelStore(*m_connection).byName(name));
    added.name = QStringLiteral("arctic_char");
    apply(ChangeLabel{added});
    importFolder(folder.constData());
    const LabelId ofTheFolder = label(folder.constData());
    QVERIFY(ofTheFolder != added.id);
    const Applied undone = must(m_session->undo());
    QVERIFY2(undone.summary.contains(newName), qPrintable(undone.summary));
    QCOMPARE(label(folder.constData()), ofTheFolder);
    QCOMPARE(label(own.constData()), added.id);
    QCOMPARE(faults(), QStringList());
    must(m_session->redo());
    QCOMPARE(label("arctic_char"), added.id);
    QCOMPARE(faults(), QStringList());
}

void ReviewSessionTest::aDigitThatAnImportGaveAwayMeanwhileStaysThere()
{
    const auto named = [this](const char* name) {
        return *must(LabelStore(*m_connection).byName(QLatin1String(name)));
    };
    apply(AddLabel{QStringLiteral("char")});
    Label added = named("char");
    const QString digit = std::exchange(added.shortcut, QLatin1String(""));
    QVERIFY(!digit.isEmpty());
    apply(ChangeLabel{added});
    importFolder("grayling");
    QCOMPARE(named("grayling").shortcut, digit);
    must(m_session->undo());
    QCOMPARE(named("grayling").shortcut, digit);
    QCOMPARE(named("char").shortcut, QString());
    QCOMPARE(faults(), QStringList());
}

void ReviewSessionTest::seesWhatAnotherConnectionDid()
{
    QSignalSpy changed(m_session.get(), &ReviewSession::changed);
    must(m_session->refresh());
    QCOMPARE(changed.count(), 0);
    {
        auto other = must(openCatalog(path(), Connection::Access::ReadWrite));
        ReviewSession elsewhere(*other, QStringLiteral("other"));
        must(elsewhere.apply(Accept{{PhotoId(7)}}));
    }
    must(m_session->refresh());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].value<Applied>().photos, QList{PhotoId(7)});
    must(m_session->refresh());
    QCOMPARE(changed.count(), 1);
}

void ReviewSessionTest::journalCannotBeRewritten()
{
    apply(Accept{{PhotoId(1)}});
    QVERIFY(!m_connection->run(QStringLiteral("UPDATE edit SET who = 'nobody'")));
    QVERIFY(!m_connection->run(QStringLiteral("DELETE FROM edit_change")));
}

void ReviewSessionTest::deletedCatalogIsNoticed()
{
    apply(Accept{{PhotoId(1)}});
    QVERIFY(QFile::rename(path(), path() + QStringLiteral(".away")));
    const auto result = m_session->apply(Accept{{PhotoId(2)}});
    QVERIFY(!result);
    QVERIFY(result.error().message.contains(path()));
    QVERIFY(QFile::rename(path() + QStringLiteral(".away"), path()));
    apply(Accept{{PhotoId(2)}});
    QCOMPARE(review(1).state, ReviewState::Accepted);
}

QTEST_GUILESS_MAIN(ReviewSessionTest)
#include "tst_review_session.moc"
