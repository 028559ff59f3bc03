#include "core/catalog/model_store.h"
#include "core/learning/engine_loader.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/coloured_catalog.h"
#include "tests/support/fake_engine.h"
#include "tests/support/own_settings.h"
#include "tests/ui/open_desk.h"
#include "ui/job_strip.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/training/curve_chart.h"
#include "ui/training/data_summary.h"
#include "ui/training/model_list.h"
#include "ui/training/recipe_form.h"
#include "ui/training/training_page.h"

#include <QAbstractItemModelTester>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTreeView>
#include <QtTest>

using namespace creel;
using namespace creel::test;

/// The road from labels to a model, by the window's own buttons and keys, with an engine that learns colours.
class TrainingPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void pagesAreReachedByKeysAndKeepDecisionsApart();
    void saysWhatItWouldLearnFrom();
    void trainsDrawsCurvesAndListsTheModel();
    void enterTakesTheProposalAndUndoTakesItBack();
    void stoppingKeepsTheBest();
    void whatWasStoppedCanGoOn();
    void resumesWhatACrashInterrupted();
    void trainingAgainWithdrawsTheOffer();
    void forgetsWhatNobodyWantsToResume();
    void learnsWithTheRealEngineWhileLabelingGoesOn();
    void findsALearningRate();
    void withoutAnEngineSaysWhatIsMissing();
    void modelsAreRenamedMadeCurrentAndDeleted();
    void recipeComesBackFromTheForm();
    void recipeIsRememberedByTheCatalog();
    void modelListIsASoundItemModel();

private:
    void openWindow(Learner::EngineMaker maker);
    void openWithEngine(std::chrono::milliseconds pause = {}, int dieAfter = -1);
    TrainingPage& page() { return m_window->training(); }
    void setShortRecipe(int epochs);
    bool trainToTheEnd();
    void interruptATraining();

    std::unique_ptr<ColouredCatalog> m_catalog;
    std::unique_ptr<Desk> m_desk;
    std::unique_ptr<MainWindow> m_window;
};

void TrainingPageTest::initTestCase()
{
    useOwnSettings();
}

void TrainingPageTest::init()
{
    QSettings().clear();
    m_catalog = std::make_unique<ColouredCatalog>(10);
    qputenv("CREEL_WEIGHTS", QFile::encodeName(m_catalog->file(QStringLiteral("weights"))));
}

void TrainingPageTest::cleanup()
{
    m_window.reset();
    m_desk.reset();
}

void TrainingPageTest::openWindow(Learner::EngineMaker maker)
{
    m_window.reset();
    m_desk = std::make_unique<Desk>();
    m_window = std::make_unique<MainWindow>(*m_desk, std::move(maker));
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    m_window->openPath(m_catalog->path());
    QVERIFY(waitUntilWhole(*m_desk));
    QCOMPARE(m_desk->counts().total, 30);
}

void TrainingPageTest::openWithEngine(std::chrono::milliseconds pause, int dieAfter)
{
    openWindow([pause, dieAfter]() -> Result<std::unique_ptr<Engine>> {
        auto engine = std::make_unique<FakeEngine>();
        engine->setStepPause(pause);
        engine->dieAfterEpochs(dieAfter);
        return engine;
    });
    m_window->showPage(MainWindow::Page::Train);
    QTRY_VERIFY_WITH_TIMEOUT(page().trainButton()->isEnabled(), patienceMs);
}

void TrainingPageTest::setShortRecipe(int epochs)
{
    Recipe recipe;
    recipe.stages = {{false, 64, epochs, 1e-3, 1}, {true, 64, 1, 1e-4, 10}};
    page().form().setRecipe(recipe);
}

bool TrainingPageTest::trainToTheEnd()
{
    const QSignalSpy ended(&m_window->learner(), &Learner::trainingEnded);
    QTest::mouseClick(page().trainButton(), Qt::LeftButton);
    return QTest::qWaitFor([&] { return !ended.isEmpty() && !m_window->learner().isBusy(); }, patienceMs);
}

/// After two of its epochs, and opens the catalog again.
void TrainingPageTest::interruptATraining()
{
    openWithEngine({}, 2);
    setShortRecipe(3);
    QVERIFY(trainToTheEnd());
    must(m_catalog->open()->run(
        QStringLiteral("UPDATE job SET outcome = '', finished_at = NULL WHERE kind = 'train'")));
    openWithEngine();
}

void TrainingPageTest::pagesAreReachedByKeysAndKeepDecisionsApart()
{
    openWithEngine();
    QCOMPARE(m_window->page(), MainWindow::Page::Train);
    const ReviewFacts before = m_desk->index()->review(0);
    QTest::keyClick(m_window.get(), Qt::Key_A); // no photo is in sight
    QCOMPARE(m_desk->index()->review(0).state, before.state);
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::AltModifier);
    QCOMPARE(m_window->page(), MainWindow::Page::Curate);
    QTest::keyClick(m_window.get(), Qt::Key_A);
    QTRY_COMPARE(m_desk->index()->review(0).state, ReviewState::Accepted);
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::AltModifier);
    QCOMPARE(m_window->page(), MainWindow::Page::Train);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QCOMPARE(m_window->page(), MainWindow::Page::Curate);
}

void TrainingPageTest::saysWhatItWouldLearnFrom()
{
    openWithEngine();
    for (const char* word : {"red", "green", "blue", "21", "9"})
        QVERIFY2(page().data().text().contains(QLatin1String(word)), word);
    page().form().setOnlyAccepted(true); // nothing is accepted yet
    QTRY_VERIFY_WITH_TIMEOUT(!page().data().canTrain(), patienceMs);
    QVERIFY(!page().trainButton()->isEnabled());
    page().form().setOnlyAccepted(false);
    QTRY_VERIFY_WITH_TIMEOUT(page().trainButton()->isEnabled(), patienceMs);
}

void TrainingPageTest::trainsDrawsCurvesAndListsTheModel()
{
    openWithEngine();
    setShortRecipe(3);
    QString ready, strip;
    connect(&m_window->learner(), &Learner::stepped, this, [&](const TrainStep& step) {
        if (step.isPreparing)
            ready = page().state();
        else if (const QString text = m_window->findChild<JobStrip*>()->text();
                 text.contains(QLatin1Char('/')))
            strip = text;
    });
    QVERIFY(trainToTheEnd());
    QVERIFY2(ready.startsWith(QStringLiteral("Getting photos ready")), qPrintable(ready));
    QVERIFY2(strip.contains(QStringLiteral("100/s")) && strip.contains(QStringLiteral("left")),
             qPrintable(strip)); // the training's own figures
    QVERIFY(page().lossChart().pointCount(0) > 4);
    QCOMPARE(page().lossChart().pointCount(1), 4);
    QCOMPARE(page().errorChart().pointCount(0), 4);
    QVERIFY(page().rateChart().pointCount(0) > 4);
    page().errorChart().readOutAt(2.1);
    QVERIFY(page().errorChart().readOut().contains(QStringLiteral("2.1")));
    QVERIFY(page().errorChart().readOut().contains(QStringLiteral("0.0 %")));
    QVERIFY(page().log().contains(QStringLiteral("Learning from 21 photos")));
    QTRY_COMPARE_WITH_TIMEOUT(m_window->learner().models().size(), 1, patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(page().models().selected(), patienceMs);
    QVERIFY(page().models().details().contains(QStringLiteral("100 %")));
    QVERIFY(page().trainButton()->isEnabled());
    const auto catalog = m_catalog->open(); // the model has looked at every photo
    QCOMPARE(must(catalog->integer(QStringLiteral("SELECT count(*) FROM prediction"))), 30);
}

void TrainingPageTest::enterTakesTheProposalAndUndoTakesItBack()
{
    openWithEngine();
    setShortRecipe(1);
    QVERIFY(trainToTheEnd());
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->counts().predicted, 30, patienceMs);
    QCOMPARE(m_desk->counts().disagreeing, 0);
    m_window->showPage(MainWindow::Page::Curate);
    const auto row = m_desk->model()->photoRow(0);
    const LabelId truth = m_desk->livingLabels()(m_desk->index()->label(row));
    QCOMPARE(m_desk->proposalFor(row)->id, truth);
    const auto other =
        std::ranges::find_if(m_desk->labels(), [&](const Label& label) { return label.id != truth; });
    m_desk->apply(SetLabel{{m_desk->index()->id(row)}, other->id});
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->counts().disagreeing, 1, patienceMs);
    m_desk->setCurrentPosition(0);
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(m_desk->index()->review(row).label, truth);
    QCOMPARE(m_desk->index()->review(row).state, ReviewState::Accepted);
    QCOMPARE(m_desk->currentPosition(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->counts().disagreeing, 0, patienceMs);
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(m_desk->index()->review(row).label, other->id);
    PhotoFilter filter;
    filter.disagrees = true;
    QCOMPARE(filterFromJson(toJson(filter)), filter);
    m_desk->setFilter(filter);
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->model()->rowCount(), 1, patienceMs);
    QCOMPARE(m_desk->model()->photoRow(0), row);
}

void TrainingPageTest::stoppingKeepsTheBest()
{
    openWithEngine(std::chrono::milliseconds(20));
    setShortRecipe(500);
    const QSignalSpy epochs(&m_window->learner(), &Learner::epochEnded);
    const QSignalSpy ended(&m_window->learner(), &Learner::trainingEnded);
    QTest::mouseClick(page().trainButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!epochs.isEmpty(), patienceMs);
    QVERIFY(!page().trainButton()->isEnabled());
    QTest::mouseClick(page().stopButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!ended.isEmpty(), patienceMs);
    QVERIFY(page().state().contains(QStringLiteral("best so far")));
    QTRY_COMPARE_WITH_TIMEOUT(m_window->learner().models().size(), 1, patienceMs);
}

void TrainingPageTest::whatWasStoppedCanGoOn()
{
    openWithEngine(std::chrono::milliseconds(50));
    setShortRecipe(6);
    const QSignalSpy done(&m_window->learner(), &Learner::epochEnded);
    const QSignalSpy ended(&m_window->learner(), &Learner::trainingEnded);
    connect(&m_window->learner(), &Learner::epochEnded, &m_window->learner(), &Learner::stop);
    QTest::mouseClick(page().trainButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patienceMs);
    QVERIFY(done.size() < 7);
    const qsizetype before = done.size();
    QTRY_VERIFY(m_window->notice().text().contains(QStringLiteral("was stopped")));
    openWithEngine(); // closed without an answer
    QVERIFY(m_window->notice().text().contains(QStringLiteral("was stopped")));
    const QSignalSpy rest(&m_window->learner(), &Learner::epochEnded);
    const QSignalSpy over(&m_window->learner(), &Learner::trainingEnded);
    m_window->notice().findChild<QPushButton*>()->click();
    QTRY_COMPARE_WITH_TIMEOUT(over.size(), 1, patienceMs);
    QCOMPARE(rest.size(), 7 - before);
    QTRY_COMPARE(m_window->learner().models().size(), 1);
    QCOMPARE(m_window->notice().text(), QString());
    QVERIFY(must(stoppedTrainings(*m_catalog->open())).isEmpty());
}

void TrainingPageTest::resumesWhatACrashInterrupted()
{
    interruptATraining();
    QVERIFY(m_window->learner().models().isEmpty());
    auto* resume = m_window->findChild<QWidget*>(QStringLiteral("noticeBar"))->findChild<QPushButton*>();
    QVERIFY(!resume->isHidden());
    QCOMPARE(resume->text(), QStringLiteral("Resume training"));
    const QSignalSpy epochs(&m_window->learner(), &Learner::epochEnded);
    resume->click();
    QTRY_COMPARE_WITH_TIMEOUT(m_window->learner().models().size(), 1, patienceMs);
    QCOMPARE(epochs.size(), 2);                    // the two that were done are not done again
    QCOMPARE(page().lossChart().pointCount(1), 4); // but are seen again
    QCOMPARE(page().errorChart().pointCount(0), 4);
    page().lossChart().readOutAt(1);
    const QString first = page().lossChart().readOut();
    page().lossChart().readOutAt(4);
    QVERIFY(first != page().lossChart().readOut());
    QCOMPARE(page().log().count(QStringLiteral("Stage 1, epoch ")), 3);
}

void TrainingPageTest::trainingAgainWithdrawsTheOffer()
{
    interruptATraining();
    QVERIFY(m_window->notice().text().contains(QStringLiteral("was interrupted")));
    setShortRecipe(2); // another recipe takes the place of the first
    QVERIFY(trainToTheEnd());
    QCOMPARE(m_window->notice().text(), QString());
    QTRY_COMPARE_WITH_TIMEOUT(m_window->learner().models().size(), 1, patienceMs);
    QVERIFY(must(interruptedTrainings(*m_catalog->open())).isEmpty());
}

void TrainingPageTest::forgetsWhatNobodyWantsToResume()
{
    interruptATraining();
    auto* notice = m_window->findChild<QWidget*>(QStringLiteral("noticeBar"));
    const auto buttons = notice->findChildren<QPushButton*>();
    QCOMPARE(buttons.size(), 2);
    QCOMPARE(buttons[1]->text(), QStringLiteral("Forget it"));
    QVERIFY(!notice->isHidden() && !buttons[1]->isHidden());
    buttons[1]->click();
    QVERIFY(notice->isHidden());
    QTRY_VERIFY_WITH_TIMEOUT(must(interruptedTrainings(*m_catalog->open())).isEmpty(), patienceMs);
}

void TrainingPageTest::learnsWithTheRealEngineWhileLabelingGoesOn()
{
    openWindow([] {
        EngineOptions options;
        options.threads = 1; // two that wait for each other hardly move beside other work
        return loadEngine(options);
    });
    Learner& learner = m_window->learner();
    m_window->showPage(MainWindow::Page::Train);
    QVERIFY(QTest::qWaitFor([&] { return learner.engineState() > Learner::EngineState::Loading; }, 60'000));
    if (learner.engineState() == Learner::EngineState::Missing)
        QSKIP("this build has no learning engine");
    QTRY_VERIFY_WITH_TIMEOUT(page().trainButton()->isEnabled(), patienceMs);
    page().form().setBackbone(QStringLiteral("resnet18"));
    page().form().setWeights(QStringLiteral("none"));
    Recipe recipe;
    recipe.stages = {{true, 32, 8, 2e-3, 1}};
    recipe.batchSize = 7;
    page().form().setRecipe(recipe);

    const QSignalSpy epochs(&learner, &Learner::epochEnded);
    const QSignalSpy ended(&learner, &Learner::trainingEnded);
    QTest::mouseClick(page().trainButton(), Qt::LeftButton);
    QVERIFY(QTest::qWaitFor([&] { return !epochs.isEmpty() || !ended.isEmpty(); }, 120'000));
    QVERIFY2(ended.isEmpty(), qPrintable(page().log()));
    m_window->showPage(MainWindow::Page::Curate);
    m_desk->setCurrentPosition(0);
    const PhotoIndex::Row row = m_desk->model()->photoRow(0);
    QTest::keyClick(m_window.get(), Qt::Key_A);
    QCOMPARE(m_desk->index()->review(row).state, ReviewState::Accepted);
    QVERIFY(learner.isTraining());

    QVERIFY(QTest::qWaitFor([&] { return !ended.isEmpty() && !learner.isBusy(); }, 300'000));
    QCOMPARE(epochs.size(), 8);
    // Three batches of seven plain colours: a single epoch, the last included, may be an unlucky one.
    QList<double> losses;
    for (const auto& epoch : epochs)
        losses << epoch.first().value<TrainEpoch>().trainLoss;
    QVERIFY(*std::ranges::min_element(losses) < losses.first() / 2);
    QTRY_COMPARE_WITH_TIMEOUT(learner.models().size(), 1, patienceMs);
    QVERIFY(learner.models().first().info.valid->accuracy.value > 0.8); // three plain colours
    QTRY_COMPARE_WITH_TIMEOUT(m_desk->counts().predicted, 30, patienceMs);
    QVERIFY(m_desk->proposalFor(row).has_value());
    QCOMPARE(m_desk->index()->review(row).state, ReviewState::Accepted);
}

void TrainingPageTest::findsALearningRate()
{
    openWithEngine();
    const QSignalSpy found(&m_window->learner(), &Learner::rateFound);
    m_window->learner().findLearningRate(page().request());
    QTRY_COMPARE_WITH_TIMEOUT(found.size(), 1, patienceMs);
    QVERIFY(page().finderChart().pointCount(0) > 2);
    const auto buttons = page().findChildren<QPushButton*>();
    const auto use = std::ranges::find_if(
        buttons, [](QPushButton* button) { return button->text().startsWith(QStringLiteral("Use ")); });
    QVERIFY(use != buttons.end());
    const auto curve = found[0][0].value<RateCurve>();
    (*use)->click();
    QCOMPARE(page().form().recipe().stages[0].learningRate,
             QString::number(curve.suggestion, 'g', 2).toDouble()); // as the button says
}

void TrainingPageTest::withoutAnEngineSaysWhatIsMissing()
{
    openWindow([]() -> Result<std::unique_ptr<Engine>> {
        return fail(ErrorCode::NotFound, QStringLiteral("No engine here. Install libtorch-dev."));
    });
    m_window->showPage(MainWindow::Page::Train);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->learner().engineState(), Learner::EngineState::Missing, patienceMs);
    QVERIFY(page().device().contains(QStringLiteral("Install libtorch-dev")));
    QVERIFY(page().state().contains(QStringLiteral("Install libtorch-dev")));
    QTRY_VERIFY_WITH_TIMEOUT(page().data().canTrain(), patienceMs);
    QVERIFY(!page().trainButton()->isEnabled());
    QVERIFY(!page().stopButton()->isEnabled());
}

void TrainingPageTest::modelsAreRenamedMadeCurrentAndDeleted()
{
    openWithEngine();
    setShortRecipe(1);
    QVERIFY(trainToTheEnd());
    QVERIFY(trainToTheEnd());
    QTRY_COMPARE_WITH_TIMEOUT(m_window->learner().models().size(), 2, patienceMs);
    const ModelId first = m_window->learner().models()[0].id;
    QVERIFY(m_window->learner().models()[1].isCurrent);
    m_window->learner().makeCurrent(first);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->learner().models()[0].isCurrent, patienceMs);
    m_window->learner().rename(first, QStringLiteral("colours"));
    QTRY_COMPARE_WITH_TIMEOUT(m_window->learner().models()[0].name, QStringLiteral("colours"), patienceMs);
    m_window->learner().remove(first);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->learner().models().size(), 1, patienceMs);
    const QSignalSpy failed(&m_window->learner(), &Learner::failed);
    m_window->learner().rename(m_window->learner().models()[0].id, QString());
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patienceMs);
}

void TrainingPageTest::recipeComesBackFromTheForm()
{
    RecipeForm form(nullptr);
    Recipe recipe;
    recipe.head = HeadKind::Linear;
    recipe.augmentation = Augmentation::Flip;
    recipe.stages = {{true, 160, 7, 2.5e-5, 33}, {false, 96, 0, 0.1, 1}};
    recipe.batchSize = 17;
    recipe.warmUp = 0.35;
    recipe.weightDecay = 3e-4;
    recipe.gradientClip = 0.5;
    recipe.dropout = 0.15;
    recipe.hidden = 99;
    recipe.labelSmoothing = 0.05;
    recipe.mixup = 0.4;
    recipe.balancesClasses = true;
    recipe.patience = 3;
    recipe.seed = 9'000'000'000;
    form.setRecipe(recipe);
    QVERIFY(form.recipe() == recipe);
    form.setRecipe({});
    QVERIFY(form.recipe() == Recipe());
}

void TrainingPageTest::recipeIsRememberedByTheCatalog()
{
    openWithEngine();
    page().form().setBackbone(QStringLiteral("resnet18"));
    setShortRecipe(9);
    const Recipe recipe = page().form().recipe();
    openWindow([]() -> Result<std::unique_ptr<Engine>> { return std::make_unique<FakeEngine>(); });
    QVERIFY(page().form().recipe() == recipe);
    QCOMPARE(page().form().backbone(), QStringLiteral("resnet18"));
}

void TrainingPageTest::modelListIsASoundItemModel()
{
    ModelItemModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    ModelRecord record;
    record.id = ModelId(1);
    record.name = QStringLiteral("a");
    ModelRecord newer = record;
    newer.id = ModelId(2);
    newer.isCurrent = true;
    model.setModels({record, newer});
    QCOMPARE(model.model(0)->id, ModelId(2));
    QCOMPARE(model.rowOf(ModelId(1)), 1);
    QVERIFY(!model.model(2));
    model.setModels({});
    QCOMPARE(model.rowCount(), 0);
}

QTEST_MAIN(TrainingPageTest)
#include "tst_training_page.moc"
