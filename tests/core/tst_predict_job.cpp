#include "core/learning/predict_job.h"
#include "core/review/photo_index.h"

#include "core/catalog/label_store.h"
#include "core/catalog/photo_store.h"
#include "core/catalog/review_store.h"
#include "core/learning/train_job.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/coloured_catalog.h"
#include "tests/support/drawn_photo.h"
#include "tests/support/fake_engine.h"

#include <QtTest>

#include <numeric>

using namespace creel;
using namespace creel::test;

/// What a model thinks of a catalog's photos.
class PredictJobTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void predictsEveryPhoto();
    void passesOverWhatItHasSeen();
    void usesFeaturesWhereTheyAre();
    void looksAtPhotosWhereTheBodyWasTrained();
    void needsFeaturesOfBothSides();
    void predictsChangedPhotosAgain();
    void keepsWhatWasDoneWhenStopped();
    void keepsWhatWasDoneWhenItFails();
    void leavesPeoplesDecisionsAlone();
    void stopsForARemovedModel();
    void passesOverUnusablePhotos();
    void abstainsWhereItIsUnsure();
    void evaluatesAPart();
    void knowsRenamedAndMergedLabels();
    void letsALabelGoThatAModelKnows();

private:
    void train(bool trainsBody = false)
    {
        TrainJobRequest request;
        request.catalogPath = m_catalog->path();
        request.body = {QStringLiteral("none"), QStringLiteral("resnet34")};
        request.recipe.stages = {{trainsBody, 64, 2, 1e-3, 1}};
        TrainJobListener listener;
        m_model = must(trainModel(*m_engine, request, listener, {})).model;
        m_shownBefore = m_engine->photosShown();
    }
    void dropFeatures() const
    {
        const auto cache = must(
            Connection::open(m_catalog->path() + QLatin1String("-cache"), Connection::Access::ReadWrite));
        must(cache->run(QStringLiteral("DELETE FROM feature")));
    }
    Result<PredictJobOutcome> predict(JobContext context = {}, bool alsoMirrored = false)
    {
        const auto classifier = must(m_engine->openModel(m_model.file));
        return predictCatalog(*classifier, m_engine->report(), {m_catalog->path(), m_model.id, alsoMirrored},
                              std::move(context));
    }
    int shown() const { return m_engine->photosShown() - m_shownBefore; }
    qint64 stored() const
    {
        const auto catalog = m_catalog->open();
        return must(PredictionStore(*catalog).count(m_model.id));
    }
    Prediction predictionOf(PhotoId photo) const
    {
        const auto catalog = m_catalog->open();
        return must(PredictionStore(*catalog).byPhoto(m_model.id, photo)).value();
    }

    std::unique_ptr<ColouredCatalog> m_catalog;
    std::unique_ptr<FakeEngine> m_engine;
    ModelRecord m_model;
    int m_shownBefore = 0;
};

void PredictJobTest::init()
{
    m_catalog = std::make_unique<ColouredCatalog>(35);
    m_engine = std::make_unique<FakeEngine>();
    train();
}

void PredictJobTest::predictsEveryPhoto()
{
    dropFeatures();
    const PredictJobOutcome outcome = must(predict());
    QCOMPARE(outcome.predicted, 105);
    QCOMPARE(outcome.fromFeatures, 0);
    QCOMPARE(shown(), 105);
    QCOMPARE(stored(), 105);
    const auto catalog = m_catalog->open();
    int right = 0;
    must(PredictionStore(*catalog).scan(m_model.id, [&](const Prediction& prediction) {
        const Photo photo = must(PhotoStore(*catalog).byId(prediction.photo)).value();
        const Label label = must(LabelStore(*catalog).byId(photo.folderLabel)).value();
        right += m_model.info.classes[prediction.best] == label.name;
    }));
    QVERIFY(right > 95);
    const Prediction one = predictionOf(PhotoId(1));
    QCOMPARE(one.scores.size(), size_t(3));
    QVERIFY(std::abs(std::accumulate(one.scores.begin(), one.scores.end(), 0.0F) - 1) < 1e-4F);
    QCOMPARE(one.confidence, one.scores[size_t(one.best)]);
}

void PredictJobTest::passesOverWhatItHasSeen()
{
    must(predict());
    const PredictJobOutcome again = must(predict());
    QCOMPARE(again.predicted, 0);
    QCOMPARE(again.before, 105);
    train(); // another model has seen nothing yet
    QCOMPARE(must(predict()).predicted, 105);
}

void PredictJobTest::usesFeaturesWhereTheyAre()
{
    const PredictJobOutcome outcome = must(predict());
    QCOMPARE(outcome.predicted, 105);
    QCOMPARE(outcome.fromFeatures, 105);
    QCOMPARE(shown(), 0);
    const Prediction fromFeatures = predictionOf(PhotoId(7));
    dropFeatures();
    const auto catalog = m_catalog->open();
    must(catalog->run(QStringLiteral("DELETE FROM prediction")));
    must(predict());
    QCOMPARE(predictionOf(PhotoId(7)).scores, fromFeatures.scores);
}

void PredictJobTest::looksAtPhotosWhereTheBodyWasTrained()
{
    train(true);
    const PredictJobOutcome outcome = must(predict());
    QCOMPARE(outcome.fromFeatures, 0);
    QCOMPARE(shown(), 105);
}

void PredictJobTest::needsFeaturesOfBothSides()
{
    QCOMPARE(must(predict({}, true)).fromFeatures, 0); // the training kept none of mirror images
    QCOMPARE(shown(), 105);
}

void PredictJobTest::predictsChangedPhotosAgain()
{
    must(predict());
    m_catalog->paint(QStringLiteral("red"), QStringLiteral("000.png"), Qt::blue);
    QCOMPARE(must(predict()).predicted, 0); // as imported, it is seen; the change is import's to find
    m_catalog->import();
    const PredictJobOutcome outcome = must(predict());
    QCOMPARE(outcome.predicted, 1);
    QCOMPARE(outcome.before, 104);
    const auto catalog = m_catalog->open();
    int blue = 0;
    must(PredictionStore(*catalog).scan(m_model.id, [&](const Prediction& prediction) {
        blue += m_model.info.classes[prediction.best] == QLatin1String("blue");
    }));
    QVERIFY(blue >= 36);
}

void PredictJobTest::keepsWhatWasDoneWhenStopped()
{
    dropFeatures();
    const CancelToken token;
    const auto stopped = predict(JobContext(token, [&](const Progress&) { token.cancel(); }));
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);
    const qint64 kept = stored();
    QVERIFY(kept > 0 && kept < 105);
    const PredictJobOutcome rest = must(predict());
    QCOMPARE(rest.before, kept);
    QCOMPARE(rest.predicted, 105 - kept);
}

void PredictJobTest::keepsWhatWasDoneWhenItFails()
{
    dropFeatures();
    m_engine->failAfter(m_engine->photosShown() + 70);
    QVERIFY(!predict());
    QCOMPARE(stored(), 64); // whole batches of 32
    m_engine->failAfter(-1);
    QCOMPARE(must(predict()).predicted, 41);
}

void PredictJobTest::leavesPeoplesDecisionsAlone()
{
    dropFeatures();
    const auto other = m_catalog->open();
    int decided = 0;
    const auto context = JobContext(CancelToken(), [&](const Progress&) {
        Review review;
        review.state = ReviewState::Rejected;
        review.decidedAt = 1;
        must(ReviewStore(*other).put(PhotoId(++decided), review));
    });
    must(predict(context));
    QVERIFY(decided > 0);
    QCOMPARE(must(other->integer(QStringLiteral("SELECT count(*) FROM review WHERE state = 'rejected'"))),
             qint64(decided));
    QCOMPARE(must(other->integer(QStringLiteral("SELECT count(*) FROM review"))), qint64(decided));
}

void PredictJobTest::stopsForARemovedModel()
{
    const auto catalog = m_catalog->open();
    must(ModelStore(*catalog).remove(m_model.id));
    QCOMPARE(predict().error().code, ErrorCode::NotFound);
    QCOMPARE(stored(), 0);
}

void PredictJobTest::passesOverUnusablePhotos()
{
    dropFeatures();
    QVERIFY(
        QFile::remove(QFile::decodeName(m_catalog->photo(QStringLiteral("red"), QStringLiteral("001.png")))));
    m_catalog->paint(QStringLiteral("red"), QStringLiteral("002.png"), Qt::yellow);
    const PredictJobOutcome outcome = must(predict());
    QCOMPARE(outcome.unusable, 2);
    QCOMPARE(outcome.predicted, 103);
}

void PredictJobTest::abstainsWhereItIsUnsure()
{
    ModelInfo info = m_model.info;
    info.abstainBelow = 0.6;
    const Prediction unsure = toPrediction(info, PhotoId(1), "h", std::vector<float>{0.3F, 0.5F, 0.2F});
    QCOMPARE(unsure.best, 1);
    QVERIFY(unsure.abstains);
    QVERIFY(!toPrediction(info, PhotoId(1), "h", std::vector<float>{0.1F, 0.7F, 0.2F}).abstains);
}

void PredictJobTest::evaluatesAPart()
{
    const auto classifier = must(m_engine->openModel(m_model.file));
    const auto evaluate = [&](SplitPart part) {
        return evaluatePart(*classifier, m_engine->report(), {m_catalog->path(), part, {}, false}, {});
    };
    const PartEvaluation valid = must(evaluate(SplitPart::Valid));
    QCOMPARE(toJson(valid.evaluation, m_model.info.classes),
             toJson(*m_model.info.valid, m_model.info.classes));
    QCOMPARE(evaluate(SplitPart::Test).error().code, ErrorCode::BadInput);
    const auto catalog = m_catalog->open();
    must(catalog->run(QStringLiteral("UPDATE label SET name = 'rose' WHERE name = 'red'")));
    const PartEvaluation renamed = must(evaluate(SplitPart::Valid));
    QVERIFY(renamed.unknown > 0);
    QCOMPARE(renamed.evaluation.photos + renamed.unknown, valid.evaluation.photos);
}

void PredictJobTest::knowsRenamedAndMergedLabels()
{
    must(predict());
    const auto classifier = must(m_engine->openModel(m_model.file));
    const EvaluateRequest valid{m_catalog->path(), SplitPart::Valid, m_model.id, false};
    const Evaluation before = must(evaluatePart(*classifier, m_engine->report(), valid, {})).evaluation;

    const auto catalog = m_catalog->open();
    must(catalog->run(QStringLiteral("UPDATE label SET name = 'rose' WHERE name = 'red'")));
    const PartEvaluation renamed = must(evaluatePart(*classifier, m_engine->report(), valid, {}));
    QCOMPARE(renamed.unknown, 0);
    QCOMPARE(renamed.evaluation.accuracy.value, before.accuracy.value);

    const LabelId rose = must(LabelStore(*catalog).byName(QStringLiteral("rose")))->id;
    QVERIFY(must(ModelStore(*catalog).classLabels(m_model)).contains(rose));
    const auto index = must(PhotoIndex::load(*catalog));
    int proposed = 0;
    for (PhotoIndex::Row row = 0; row < index->size(); ++row)
        proposed += index->prediction(row).label == rose;
    QVERIFY(proposed > 20);

    must(catalog->run(
        QStringLiteral("UPDATE label SET merged_into = (SELECT id FROM label WHERE name = 'blue') "
                       "WHERE name = 'rose'")));
    QCOMPARE(must(evaluatePart(*classifier, m_engine->report(), valid, {})).unknown, 0);
}

void PredictJobTest::letsALabelGoThatAModelKnows()
{
    const auto catalog = m_catalog->open();
    Label draft = must(LabelStore(*catalog).draft(QStringLiteral("grey")));
    draft.id = must(LabelStore(*catalog).put(draft));
    ModelInfo info = m_model.info;
    info.classes = QStringList{QStringLiteral("red"), QStringLiteral("GREY")};
    const ModelRecord model = must(ModelStore(*catalog).add(m_model.file, info));
    QCOMPARE(must(ModelStore(*catalog).classLabels(model)).last(), draft.id);
    must(LabelStore(*catalog).remove(draft.id));
    QVERIFY(!must(ModelStore(*catalog).classLabels(model)).last().isValid());
}

QTEST_GUILESS_MAIN(PredictJobTest)
#include "tst_predict_job.moc"
