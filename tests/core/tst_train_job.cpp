#include "core/learning/train_job.h"

#include "core/catalog/label_store.h"
#include "core/learning/embedding.h"
#include "core/learning/stored_features.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/coloured_catalog.h"
#include "tests/support/fake_engine.h"

#include <QLockFile>
#include <QtTest>

using namespace creel;
using namespace creel::test;

namespace {

struct Listener : TrainJobListener
{
    void onSnapshot(const Snapshot& taken) override
    {
        snapshot = taken;
        if (cancelAtSnapshot)
            cancel.cancel();
        if (atSnapshot)
            atSnapshot();
    }
    void onEpoch(const TrainEpoch&) override
    {
        if (++epochs == cancelAfter)
            cancel.cancel();
        if (meanwhile)
            meanwhile();
    }
    void onNote(const QString& note) override { notes.append(note); }

    Snapshot snapshot;
    int epochs = 0;
    int cancelAfter = -1;
    bool cancelAtSnapshot = false;
    std::function<void()> atSnapshot, meanwhile;
    QStringList notes;
    CancelToken cancel;
};

} // namespace

/// From the catalog's labels to a model in it.
class TrainJobTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void makesAModelOfTheLabels();
    void keepsNamesApart();
    void looksAtEachPhotoOnce();
    void keepsMirrorImagesApart();
    void canBeStoppedAtEveryEpoch_data();
    void canBeStoppedAtEveryEpoch();
    void goesOnAfterACrash();
    void leavesWhatAnotherProcessTrainsAlone();
    void forgetsWhatNobodyWantsToGoOnWith();
    void standsForItselfInJson();
    void comparesSplitsWherePhotosBelongTogether();
    void staysOutOfTheWayOfLabeling();
    void goesOnWithThePhotosItBeganWith();
    void offersWhatWasStoppedUntilSomebodyDecides();
    void knowsALabelThatIsRenamedMeanwhile();
    void leavesTheFileOfARemovedModelAlone();
    void doesWithoutACacheThatIsDeletedMeanwhile();
    void saysWhatIsMissing();

private:
    Result<TrainJobOutcome> train()
    {
        return trainModel(*m_engine, m_request, *m_listener, m_listener->cancel);
    }

    std::unique_ptr<ColouredCatalog> m_catalog;
    std::unique_ptr<FakeEngine> m_engine;
    std::unique_ptr<Listener> m_listener;
    TrainJobRequest m_request;
};

void TrainJobTest::init()
{
    m_catalog = std::make_unique<ColouredCatalog>(10);
    m_engine = std::make_unique<FakeEngine>();
    m_listener = std::make_unique<Listener>();
    m_request = {};
    m_request.catalogPath = m_catalog->path();
    m_request.body.weights = QStringLiteral("none");
    m_request.body.backbone = QStringLiteral("resnet34");
    m_request.recipe.stages = {{false, 64, 3, 1e-3, 1}};
    qputenv("CREEL_WEIGHTS", QFile::encodeName(m_catalog->file(QStringLiteral("weights"))));
}

void TrainJobTest::makesAModelOfTheLabels()
{
    const TrainJobOutcome outcome = must(train());
    QCOMPARE(m_listener->snapshot.photos.size(), size_t(30));
    QCOMPARE(outcome.training.epochs.size(), size_t(3));
    const auto catalog = m_catalog->open();
    const ModelRecord model = must(ModelStore(*catalog).current()).value();
    QCOMPARE(model.name, QStringLiteral("resnet34"));
    QVERIFY(QFile::exists(model.file));
    QVERIFY(model.file.startsWith(modelFolderOf(m_catalog->path())));
    QCOMPARE(toJson(model.info), toJson(must(readModelInfo(model.file))));
    QCOMPARE(model.info.classes.size(), 3);
    QCOMPARE(model.info.splitDigest, m_listener->snapshot.splitDigest);
    QCOMPARE(model.info.trainPhotos, 21);
    QCOMPARE(model.info.valid->photos, 9);
    QCOMPARE(model.info.valid->accuracy.value, 1.0);
    QCOMPARE(model.info.bodyWeights, QByteArray("seed 1"));
    QVERIFY(must(JobStore(*catalog).interrupted()).isEmpty());
}

void TrainJobTest::keepsNamesApart()
{
    m_request.name = QStringLiteral("trout");
    QCOMPARE(must(train()).model.name, QStringLiteral("trout"));
    const ModelRecord second = must(train()).model;
    QCOMPARE(second.name, QStringLiteral("trout 2"));
    m_request.out = second.file; // over the second one's file
    const ModelRecord third = must(train()).model;
    const auto catalog = m_catalog->open();
    ModelStore models(*catalog);
    QCOMPARE(must(models.all()).size(), 2);
    QVERIFY(third.isCurrent);
    QVERIFY(!must(models.byId(second.id)));
    QCOMPARE(models.rename(third.id, QStringLiteral("TROUT")).error().code, ErrorCode::Exists);
    QCOMPARE(models.rename(third.id, QStringLiteral("  ")).error().code, ErrorCode::BadInput);
    must(models.rename(third.id, QStringLiteral("char")));
    QCOMPARE(must(models.byName(QStringLiteral("CHAR")))->id, third.id);
    must(models.remove(third.id));
    QVERIFY(!must(models.current()));
    QVERIFY(QFile::exists(third.file));
    QCOMPARE(must(models.freeName(QStringLiteral("char"))), QStringLiteral("char"));
}

void TrainJobTest::looksAtEachPhotoOnce()
{
    must(train());
    QCOMPARE(m_engine->photosShown(), 30);
    must(train());
    QCOMPARE(m_engine->photosShown(), 30); // the features were there
    m_request.recipe.stages[0].side = 96;
    must(train());
    QCOMPARE(m_engine->photosShown(), 60); // another size is another thing to see
}

void TrainJobTest::keepsMirrorImagesApart()
{
    FeatureStore store = must(FeatureStore::open(m_catalog->path()));
    BodyChoice body;
    body.backbone = QStringLiteral("resnet34");
    {
        StoredFeatures features(store, body, "w", m_engine->report());
        features.keep("h", 224, false, std::vector<float>{1});
        features.keep("h", 224, true, std::vector<float>{2});
        QCOMPARE(features.find("h", 224, true), std::vector<float>{2}); // not yet written
    }
    StoredFeatures features(store, body, "w", m_engine->report());
    QCOMPARE(features.find("h", 224, false), std::vector<float>{1});
    QCOMPARE(features.find("h", 224, true), std::vector<float>{2});
    QVERIFY(features.find("h", 352, false).empty());
    body.side = 224;
    QCOMPARE(must(store.features(featureKey(body, "w", m_engine->report()), "h")), std::vector<float>{1});
}

void TrainJobTest::canBeStoppedAtEveryEpoch_data()
{
    QTest::addColumn<int>("epochs");
    for (int epochs = 0; epochs <= 3; ++epochs)
        QTest::addRow("%d", epochs) << epochs;
}

void TrainJobTest::canBeStoppedAtEveryEpoch()
{
    QFETCH(const int, epochs);
    m_listener->cancelAtSnapshot = epochs == 0;
    m_listener->cancelAfter = epochs;
    const auto outcome = train();
    const auto catalog = m_catalog->open();
    QVERIFY(must(JobStore(*catalog).interrupted()).isEmpty());
    if (epochs == 0) {
        QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
        QVERIFY(!must(ModelStore(*catalog).current()));
        return;
    }
    QVERIFY(outcome);
    QCOMPARE(outcome->training.wasStopped, epochs < 3);
    QCOMPARE(int(outcome->training.epochs.size()), epochs);
    QVERIFY(m_engine->openModel(must(ModelStore(*catalog).current())->file));
}

void TrainJobTest::goesOnAfterACrash()
{
    m_engine->dieAfterEpochs(2);
    QVERIFY(!train());
    const auto catalog = m_catalog->open();
    // A crash leaves the row open; this engine only failed.
    must(
        catalog->run(QStringLiteral("UPDATE job SET outcome = '', finished_at = NULL WHERE kind = 'train'")));
    const auto interrupted = must(interruptedTrainings(*catalog));
    QCOMPARE(interrupted.size(), 1);
    m_engine->dieAfterEpochs(-1);
    m_listener->epochs = 0;
    m_request = interrupted[0].request;
    must(train());
    QCOMPARE(m_listener->epochs, 1);
    QVERIFY(must(interruptedTrainings(*catalog)).isEmpty());
    QCOMPARE(must(ModelStore(*catalog).all()).size(), 1);
}

void TrainJobTest::leavesWhatAnotherProcessTrainsAlone()
{
    m_engine->dieAfterEpochs(2);
    QVERIFY(!train());
    const auto catalog = m_catalog->open();
    must(
        catalog->run(QStringLiteral("UPDATE job SET outcome = '', finished_at = NULL WHERE kind = 'train'")));
    const InterruptedTraining training = must(interruptedTrainings(*catalog))[0];
    m_engine->dieAfterEpochs(-1);
    m_request = training.request;
    {
        QLockFile other(training.request.out + QLatin1String(".lock"));
        QVERIFY(other.lock());
        QCOMPARE(discardTraining(*catalog, training).error().code, ErrorCode::Busy);
        QVERIFY(QFile::exists(training.request.out + QLatin1String(".checkpoint")));
        const auto busy = train();
        QVERIFY(!busy);
        QCOMPARE(busy.error().code, ErrorCode::Busy);
        QVERIFY(busy.error().message.contains(training.request.out));
    }
    QCOMPARE(must(interruptedTrainings(*catalog)).size(), 1);
    must(train());
    QVERIFY(must(interruptedTrainings(*catalog)).isEmpty());
    QVERIFY(!QFile::exists(training.request.out + QLatin1String(".lock")));
}

void TrainJobTest::forgetsWhatNobodyWantsToGoOnWith()
{
    m_engine->dieAfterEpochs(2);
    QVERIFY(!train());
    const auto catalog = m_catalog->open();
    must(
        catalog->run(QStringLiteral("UPDATE job SET outcome = '', finished_at = NULL WHERE kind = 'train'")));
    const InterruptedTraining training = must(interruptedTrainings(*catalog))[0];
    const QString checkpoint = training.request.out + QLatin1String(".checkpoint");
    QVERIFY(QFile::exists(checkpoint));
    must(discardTraining(*catalog, training));
    QVERIFY(!QFile::exists(checkpoint));
    QVERIFY(must(interruptedTrainings(*catalog)).isEmpty());
}

void TrainJobTest::standsForItselfInJson()
{
    m_request.name = QStringLiteral("n");
    m_request.out = QStringLiteral("/o");
    m_request.recipe.seed = 5;
    m_request.snapshot = {true, {0.2, 0.1}, 3};
    m_request.comparesSplits = false;
    const TrainJobRequest back = must(trainJobFromJson(toJson(m_request), m_request.catalogPath));
    QCOMPARE(toJson(back), toJson(m_request));
    QCOMPARE(back.recipe, m_request.recipe);
    QCOMPARE(back.snapshot.fractions.test, 0.1);
}

void TrainJobTest::comparesSplitsWherePhotosBelongTogether()
{
    QVERIFY(!must(train()).model.info.splits);
    const auto catalog = m_catalog->open();
    must(catalog->run(QStringLiteral("UPDATE photo SET near_group = 1 WHERE id IN (1, 2, 3)")));
    must(catalog->run(QStringLiteral("DELETE FROM split")));
    m_listener->epochs = 0;
    const ModelInfo info = must(train()).model.info;
    QCOMPARE(m_listener->epochs, 3); // the comparison keeps quiet
    QVERIFY(info.splits);
    QCOMPARE(info.splits->grouped.value, 1.0);
    QCOMPARE(info.splits->random.value, 1.0);
    QCOMPARE(info.recipe, m_request.recipe);
    m_request.comparesSplits = false;
    QVERIFY(!must(train()).model.info.splits);
}

void TrainJobTest::staysOutOfTheWayOfLabeling()
{
    const auto other = m_catalog->open();
    int written = 0;
    m_listener->meanwhile = [&] {
        must(other->run(
            QStringLiteral("INSERT OR REPLACE INTO review (photo_id, state, decided_at) VALUES (?, "
                           "'rejected', 1)"),
            {++written}));
    };
    const TrainJobOutcome outcome = must(train());
    QCOMPARE(written, 3);
    QCOMPARE(outcome.training.leftOut, 0); // the snapshot stands
    m_listener->meanwhile = {};
    must(train());
    QCOMPARE(m_listener->snapshot.leftOut.value(LeftOut::Rejected), 3);
}

void TrainJobTest::goesOnWithThePhotosItBeganWith()
{
    m_listener->cancelAfter = 2;
    m_listener->meanwhile = [this] { // a curator goes on labeling
        const auto other = m_catalog->open();
        must(other->run(
            QStringLiteral("INSERT OR REPLACE INTO review (photo_id, state, decided_at) VALUES (?, "
                           "'rejected', 1)"),
            {m_listener->epochs}));
    };
    QVERIFY(must(train()).training.wasStopped);
    const auto catalog = m_catalog->open();
    m_listener = std::make_unique<Listener>();
    m_request = must(stoppedTrainings(*catalog))[0].request;
    const TrainJobOutcome rest = must(train());
    QCOMPARE(m_listener->epochs, 1);
    QCOMPARE(m_listener->snapshot.photos.size(), size_t(30));
    QCOMPARE(m_listener->snapshot.count(SplitPart::Train), 21);
    QVERIFY(!rest.training.wasStopped);
    QCOMPARE(must(ModelStore(*catalog).all()).size(), 1);
    QCOMPARE(QDir(modelFolderOf(m_catalog->path())).entryList(QDir::Files),
             QStringList{QStringLiteral("resnet34.safetensors")});
    m_listener = std::make_unique<Listener>();
    must(train()); // another one, of what is so now
    QCOMPARE(m_listener->snapshot.photos.size(), size_t(28));
}

void TrainJobTest::offersWhatWasStoppedUntilSomebodyDecides()
{
    const auto catalog = m_catalog->open();
    for (int stops = 0; stops < 2; ++stops) {
        m_listener = std::make_unique<Listener>();
        m_listener->cancelAfter = 1;
        QVERIFY(must(train()).training.wasStopped);
        const auto stopped = must(stoppedTrainings(*catalog));
        QCOMPARE(stopped.size(), 1); // however often
        m_request = stopped[0].request;
    }
    must(discardTraining(*catalog, must(stoppedTrainings(*catalog))[0]));
    QVERIFY(must(stoppedTrainings(*catalog)).isEmpty());
    QVERIFY(QFile::exists(must(ModelStore(*catalog).current())->file)); // the best so far stays
    QCOMPARE(QDir(modelFolderOf(m_catalog->path())).entryList(QDir::Files).size(), 1);
}

void TrainJobTest::knowsALabelThatIsRenamedMeanwhile()
{
    const auto catalog = m_catalog->open();
    LabelStore labels(*catalog);
    const LabelId red = must(labels.byName(QStringLiteral("red")))->id;
    m_listener->meanwhile = [&] {
        must(catalog->run(QStringLiteral("UPDATE label SET name = ? WHERE id = ?"),
                          {QStringLiteral("rose%1").arg(m_listener->epochs), red.value()}));
    };
    const ModelRecord model = must(train()).model;
    const qsizetype number = model.info.classes.indexOf(QStringLiteral("red"));
    QVERIFY(number >= 0);
    QCOMPARE(must(ModelStore(*catalog).classLabels(model))[number], red);
}

void TrainJobTest::leavesTheFileOfARemovedModelAlone()
{
    const ModelRecord first = must(train()).model;
    const auto catalog = m_catalog->open();
    must(ModelStore(*catalog).remove(first.id)); // its file stays
    m_request.recipe.seed = 2;
    const ModelRecord second = must(train()).model;
    QVERIFY(second.file != first.file);
    QCOMPARE(must(readModelInfo(first.file)).recipe.seed, quint64(1));
    QCOMPARE(QFileInfo(second.file).completeBaseName(), second.name);
}

void TrainJobTest::doesWithoutACacheThatIsDeletedMeanwhile()
{
    m_listener->atSnapshot = [this] { // it is open already
        for (const char* end : {"-cache", "-cache-wal", "-cache-shm"})
            QFile::remove(m_catalog->path() + QLatin1String(end));
    };
    QCOMPARE(must(train()).training.epochs.size(), size_t(3));
}

void TrainJobTest::saysWhatIsMissing()
{
    m_request.body.weights = QStringLiteral("resnet34");
    QVERIFY(train().error().message.contains(QLatin1String("creel weights fetch")));
    m_request.body.weights = QStringLiteral("none");
    m_request.body.backbone.clear();
    QCOMPARE(train().error().code, ErrorCode::BadInput);
    m_request.body.backbone = QStringLiteral("resnet34");
    m_request.out = QStringLiteral("/proc/none/m.safetensors");
    QCOMPARE(train().error().code, ErrorCode::Unwritable);
    m_request.out.clear();
    m_request.catalogPath += QLatin1String(".none");
    QCOMPARE(train().error().code, ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(TrainJobTest)
#include "tst_train_job.moc"
