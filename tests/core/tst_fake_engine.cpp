#include "tests/support/fake_engine.h"

#include "core/imaging/content_hash.h"
#include "core/imaging/decode.h"
#include "tests/support/byte_folder.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/drawn_photo.h"

#include <QtTest>

using namespace creel;
using namespace creel::test;

namespace {

struct Listener : TrainListener
{
    void onStep(const TrainStep& step) override { steps += step.isPreparing ? 0 : 1; }
    void onEpoch(const TrainEpoch& epoch) override
    {
        losses.push_back(epoch.valid.loss);
        if (int(losses.size()) == cancelAfter)
            cancel.cancel();
    }
    void onNote(const QString& note) override { notes.append(note); }

    int steps = 0;
    std::vector<double> losses;
    QStringList notes;
    int cancelAfter = -1;
    CancelToken cancel;
};

} // namespace

/// The stand-in for the networks keeps the promises of the seam that others build on.
class FakeEngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void trainsAModelThatTellsColoursApart();
    void writesWhatItWasStoppedAt();
    void writesNothingWithoutAnEpoch();
    void goesOnFromACheckpoint();
    void leavesChangedPhotosOut();
    void refusesFeaturesOfATrainedBody();

private:
    LabelledPhoto photo(const QByteArray& name, const QColor& colour, int label)
    {
        QImage image(32, 24, QImage::Format_RGB32);
        image.fill(colour);
        const QByteArray bytes = encoded(image, "png");
        writeFile(m_folder->path(name), bytes);
        return {m_folder->path(name), contentHash(bytes), label};
    }

    std::unique_ptr<ByteFolder> m_folder;
    TrainRequest m_request;
    Listener m_listener;
    FakeEngine m_engine;
};

void FakeEngineTest::init()
{
    m_folder = std::make_unique<ByteFolder>();
    m_engine = {};
    m_listener = {};
    m_request = {};
    m_request.body.backbone = m_request.info.backbone = QStringLiteral("resnet34");
    m_request.recipe.stages = {{false, 64, 4, 1e-3, 1}};
    m_request.info.classes = {QStringLiteral("red"), QStringLiteral("blue")};
    m_request.info.bodyWeights = "seed 1";
    m_request.out = m_folder->file("m.safetensors");
    m_request.checkpoint = m_folder->file("m.checkpoint");
    for (int i = 0; i < 6; ++i) {
        auto& part = i % 2 ? m_request.valid : m_request.train;
        part.push_back(photo("r" + QByteArray::number(i), QColor(200 + i, 20, 10), 0));
        part.push_back(photo("b" + QByteArray::number(i), QColor(20, 20, 200 + i), 1));
    }
}

void FakeEngineTest::trainsAModelThatTellsColoursApart()
{
    const TrainOutcome outcome = must(m_engine.train(m_request, m_listener, {}));
    QVERIFY(!outcome.wasStopped);
    QCOMPARE(outcome.epochs.size(), size_t(4));
    QCOMPARE(m_listener.steps, 16);
    QVERIFY(m_listener.losses.back() < m_listener.losses.front());
    QCOMPARE(outcome.info.valid->accuracy.value, 1.0);
    const auto model = must(m_engine.openModel(m_request.out));
    QCOMPARE(toJson(model->info()), toJson(outcome.info));
    QImage red(8, 8, QImage::Format_RGB32);
    red.fill(Qt::red);
    const std::vector<float> probabilities = must(model->classify(std::span(&red, 1)));
    QCOMPARE(probabilities.size(), size_t(2));
    QVERIFY(probabilities[0] > 0.9F);
    const auto body = must(m_engine.openBody(m_request.body));
    QCOMPARE(must(model->classifyFeatures(must(body->embed(std::span(&red, 1))))), probabilities);
}

void FakeEngineTest::writesWhatItWasStoppedAt()
{
    m_listener.cancelAfter = 2;
    const TrainOutcome outcome = must(m_engine.train(m_request, m_listener, m_listener.cancel));
    QVERIFY(outcome.wasStopped);
    QCOMPARE(outcome.epochs.size(), size_t(2));
    QVERIFY(m_engine.openModel(m_request.out));
    QVERIFY(QFile::exists(m_request.checkpoint));
}

void FakeEngineTest::writesNothingWithoutAnEpoch()
{
    m_listener.cancel.cancel();
    const auto outcome = m_engine.train(m_request, m_listener, m_listener.cancel);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QVERIFY(!QFile::exists(m_request.out));
}

void FakeEngineTest::goesOnFromACheckpoint()
{
    m_engine.dieAfterEpochs(3);
    QVERIFY(!m_engine.train(m_request, m_listener, {}));
    QVERIFY(!QFile::exists(m_request.out));
    m_engine.dieAfterEpochs(-1);
    const TrainOutcome rest = must(m_engine.train(m_request, m_listener, {}));
    QCOMPARE(rest.epochs.size(), size_t(1));
    QVERIFY(QFile::remove(m_request.checkpoint)); // it stays until the model is in a catalog

    m_engine.dieAfterEpochs(3);
    QVERIFY(!m_engine.train(m_request, m_listener, {}));
    m_engine.dieAfterEpochs(-1);
    m_request.recipe.seed = 2; // another training: the checkpoint is not its own
    QCOMPARE(must(m_engine.train(m_request, m_listener, {})).epochs.size(), size_t(4));
}

void FakeEngineTest::leavesChangedPhotosOut()
{
    photo("r0", Qt::green, 0);
    QVERIFY(QFile::remove(m_folder->file("b1")));
    const TrainOutcome outcome = must(m_engine.train(m_request, m_listener, {}));
    QCOMPARE(outcome.leftOut, 2);
    QCOMPARE(outcome.info.trainPhotos, 5);
    QCOMPARE(m_listener.notes.size(), 1);
}

void FakeEngineTest::refusesFeaturesOfATrainedBody()
{
    m_request.recipe.stages.push_back({true, 64, 1, 1e-3, 10});
    must(m_engine.train(m_request, m_listener, {}));
    const auto model = must(m_engine.openModel(m_request.out));
    QVERIFY(model->info().bodyWeights.isEmpty());
    QCOMPARE(model->classifyFeatures(std::vector<float>(8)).error().code, ErrorCode::Unsupported);
}

QTEST_GUILESS_MAIN(FakeEngineTest)
#include "tst_fake_engine.moc"
