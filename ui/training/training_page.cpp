#include "ui/training/training_page.h"

#include "core/base/text.h"
#include "core/base/whole_file.h"
#include "core/learning/weight_store.h"
#include "ui/desk.h"
#include "ui/panels/page_parts.h"
#include "ui/panels/panel_section.h"
#include "ui/theme.h"
#include "ui/training/curve_chart.h"
#include "ui/training/data_summary.h"
#include "ui/training/learner.h"
#include "ui/training/model_list.h"
#include "ui/training/recipe_form.h"

#include <QFileDialog>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTime>
#include <QVBoxLayout>

namespace creel {

namespace {

const QString formSetting = QStringLiteral("training");

QPushButton* makeButton(const QString& text, const QString& tip, QWidget* parent)
{
    auto* button = new QPushButton(text, parent);
    button->setToolTip(tip);
    return button;
}

QString shareOf(double value)
{
    return TrainingPage::tr("%1 %").arg(value * 100, 0, 'f', 1);
}

QString shortNumber(double value)
{
    return QString::number(value, 'g', 2);
}

QString epochText(const TrainEpoch& epoch)
{
    return TrainingPage::tr("Stage %1, epoch %2: error %3, F1 %4, loss %5 / %6, %7 photos/s%8")
        .arg(epoch.stage + 1)
        .arg(epoch.epoch + 1)
        .arg(shareOf(epoch.valid.errorRate()), QString::number(epoch.valid.macroF1, 'f', 2),
             QString::number(epoch.trainLoss, 'f', 3), QString::number(epoch.valid.loss, 'f', 3),
             numberText(qint64(epoch.photosPerSecond)),
             epoch.isBest ? TrainingPage::tr(", best so far") : QString());
}

} // namespace

TrainingPage::TrainingPage(Desk& desk, Learner& learner, QWidget* parent)
    : QWidget(parent), m_desk(desk), m_learner(learner)
{
    auto* splitter = new QSplitter(this);
    splitter->setHandleWidth(1);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeRecipeColumn());
    splitter->addWidget(makeMiddle());
    auto* right = new QWidget(this);
    auto* rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    rightLayout->addWidget(makeHeading(tr("Models"), right));
    m_models = new ModelList(learner, right);
    rightLayout->addWidget(m_models, 1);
    splitter->addWidget(right);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({360, 600, 304});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    follow();
    restyle();
    showEngine();
    updateButtons();
}

QWidget* TrainingPage::makeRecipeColumn()
{
    auto* column = new QWidget(this);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_form = new RecipeForm(column);
    auto* content = new QWidget;
    auto* contentLayout = new QVBoxLayout(content);
    contentLayout->setContentsMargins(0, 0, 0, Theme::gap);
    contentLayout->setSpacing(0);
    contentLayout->addWidget(m_form);
    contentLayout->addWidget(new PanelSection(tr("Learning-rate finder"), QStringLiteral("training.finder"),
                                              makeFinder(), content, PanelSection::AtFirst::Folded));
    contentLayout->addStretch(1);

    auto* files = new QHBoxLayout;
    files->setContentsMargins(2 * Theme::gap, Theme::gap, Theme::gap, 0);
    files->setSpacing(Theme::halfGap);
    const auto addFile = [&](const QString& text, const QString& tip, auto run) {
        QPushButton* button = makeButton(text, tip, column);
        connect(button, &QPushButton::clicked, this, run);
        files->addWidget(button);
    };
    addFile(tr("Standard"), tr("All numbers of the standard recipe"), [this] { m_form->setRecipe({}); });
    addFile(tr("Load…"), tr("Load a recipe from a file"), [this] { loadRecipe(); });
    addFile(tr("Save…"), tr("Save this recipe to a file"), [this] { saveRecipe(); });

    m_train =
        makeButton(tr("Train"), tr("Train a model with this recipe; labeling goes on meanwhile"), column);
    m_stop = makeButton(tr("Stop"), tr("Stop; the best model so far is kept"), column);
    m_train->setObjectName(QStringLiteral("train"));
    auto* run = new QHBoxLayout;
    run->setContentsMargins(2 * Theme::gap, Theme::gap, Theme::gap, 2 * Theme::gap);
    run->setSpacing(Theme::gap);
    run->addWidget(m_train, 2);
    run->addWidget(m_stop, 1);
    layout->addWidget(makeHeading(tr("Recipe"), column));
    layout->addLayout(files);
    layout->addWidget(scrolled(tr("Recipe"), content, column), 1);
    layout->addLayout(run);
    column->setMinimumWidth(m_form->minimumSizeHint().width() + 2 * Theme::gap); // and a scroll bar
    return column;
}

QWidget* TrainingPage::makeFinder()
{
    auto* body = new QWidget(this);
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(2 * Theme::gap, Theme::halfGap, Theme::gap, Theme::halfGap);
    layout->setSpacing(Theme::gap);
    m_find = makeButton(tr("Find a learning rate"),
                        tr("Try rising rates on the first stage and forget what was learned"), body);
    m_finder = new CurveChart(tr("Loss"), tr("rate"), body);
    m_finder->addCurve(tr("loss"), CurveChart::Look::Line);
    m_finder->setLogarithmic(true, false);
    m_finder->setXFormat(shortNumber);
    m_finder->setMinimumHeight(20 * Theme::gap);
    m_finder->hide();
    m_useRate = new QPushButton(body);
    m_useRate->hide();
    layout->addWidget(m_find);
    layout->addWidget(m_finder);
    layout->addWidget(m_useRate);
    connect(m_find, &QPushButton::clicked, this, [this] {
        m_finder->hide();
        m_useRate->hide();
        m_learner.findLearningRate(request());
        updateButtons();
    });
    connect(m_useRate, &QPushButton::clicked, this, [this] {
        Recipe recipe = m_form->recipe();
        recipe.stages.front().learningRate = m_suggestion;
        m_form->setRecipe(recipe);
    });
    return body;
}

QWidget* TrainingPage::makeMiddle()
{
    auto* middle = new QSplitter(Qt::Vertical, this);
    middle->setHandleWidth(1);
    middle->setChildrenCollapsible(false);
    auto* upper = new QWidget(middle);
    auto* layout = new QVBoxLayout(upper);
    layout->setContentsMargins(Theme::gap, Theme::gap, Theme::gap, Theme::gap);
    layout->setSpacing(Theme::gap);
    m_state = new QLabel(upper);
    m_state->setWordWrap(true);
    m_state->setContentsMargins(Theme::gap, 0, Theme::gap, 0);
    m_state->setAccessibleName(tr("How the training is going"));
    m_loss = new CurveChart(tr("Loss"), tr("epoch"), upper);
    m_loss->addCurve(tr("training"), CurveChart::Look::Line);
    m_loss->addCurve(tr("testing"), CurveChart::Look::Dots);
    m_error = new CurveChart(tr("Error"), tr("epoch"), upper);
    m_error->addCurve(tr("testing"), CurveChart::Look::Dots);
    m_error->setFormat(shareOf);
    m_error->writeAxisAlike();
    m_rate = new CurveChart(tr("Learning rate"), tr("epoch"), upper);
    m_rate->addCurve(tr("head"), CurveChart::Look::Line);
    m_rate->setFormat(shortNumber);
    auto* pair = new QHBoxLayout;
    pair->setSpacing(Theme::gap);
    pair->addWidget(m_error);
    pair->addWidget(m_rate);
    layout->addWidget(m_state);
    layout->addWidget(m_loss, 3);
    layout->addLayout(pair, 2);
    middle->addWidget(upper);
    middle->addWidget(makeLower());
    middle->setStretchFactor(0, 1);
    middle->setSizes({520, 240});
    return middle;
}

QWidget* TrainingPage::makeLower()
{
    auto* lower = new QSplitter(this);
    lower->setHandleWidth(1);
    lower->setChildrenCollapsible(false);
    const auto add = [&](const QString& title, QWidget* body) {
        auto* side = new QWidget(lower);
        auto* layout = new QVBoxLayout(side);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
        layout->addWidget(makeHeading(title, side));
        layout->addWidget(body, 1);
        lower->addWidget(side);
        return layout;
    };
    m_data = new DataSummary(nullptr);
    const QString photos = tr("Photos to learn from");
    add(photos, scrolled(photos, m_data, nullptr));
    m_log = new QPlainTextEdit;
    m_log->setReadOnly(true);
    m_log->setFrameShape(QFrame::NoFrame);
    m_log->setMaximumBlockCount(2000);
    m_log->setAccessibleName(tr("Log"));
    m_log->setPlaceholderText(tr("What happens while a training runs is written here."));
    m_device = new QLabel;
    m_device->setWordWrap(true);
    m_device->setContentsMargins(2 * Theme::gap, Theme::halfGap, Theme::gap, Theme::gap);
    m_device->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_device->setAccessibleName(tr("Device"));
    auto* log = new QWidget;
    auto* logLayout = new QVBoxLayout(log);
    logLayout->setContentsMargins(2 * Theme::gap, Theme::halfGap, Theme::gap, 0);
    logLayout->addWidget(m_log);
    add(tr("Log"), log)->addWidget(m_device);
    lower->setSizes({300, 300});
    return lower;
}

void TrainingPage::follow()
{
    connect(m_train, &QPushButton::clicked, this, [this] { m_learner.train(request()); });
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_learner.stop();
        m_stop->setEnabled(false);
        m_state->setText(tr("Stopping…"));
    });
    connect(m_form, &RecipeForm::changed, this, [this] { m_desk.setSetting(formSetting, m_form->state()); });
    connect(m_form, &RecipeForm::dataChoiceChanged, this, &TrainingPage::summarize);
    connect(&m_desk, &Desk::opened, this, [this] {
        const QSignalBlocker quiet(m_form);
        m_form->setState(m_desk.setting(formSetting).toObject());
        m_loss->clear();
        m_error->clear();
        m_rate->clear();
        m_log->clear();
        m_state->clear();
        restyle();
    });
    const auto summaryIsOld = [this] {
        m_isSummaryOld = true;
        if (isVisible())
            summarize();
    };
    connect(&m_desk, &Desk::opened, this, summaryIsOld);
    connect(&m_desk, &Desk::indexChanged, this, summaryIsOld);
    connect(&m_desk, &Desk::reviewsChanged, this, [this] { m_isSummaryOld = true; });
    connect(&m_learner, &Learner::summarized, this, [this](const Snapshot& snapshot, const QString& problem) {
        m_data->setSnapshot(snapshot, problem);
        updateButtons();
    });
    connect(&m_learner, &Learner::engineChanged, this, &TrainingPage::showEngine);
    connect(&m_learner, &Learner::trainingStarted, this, &TrainingPage::prepareCharts);
    connect(&m_learner, &Learner::stepped, this, &TrainingPage::onStep);
    connect(&m_learner, &Learner::epochEnded, this, &TrainingPage::onEpoch);
    connect(&m_learner, &Learner::earlierEpochTold, this, &TrainingPage::onEarlierEpoch);
    connect(&m_learner, &Learner::noted, this, &TrainingPage::addLog);
    connect(&m_learner, &Learner::snapshotTaken, this, [this](const Snapshot& snapshot) {
        addLog(tr("Learning from %1, testing on %2")
                   .arg(photoCountText(snapshot.count(SplitPart::Train)),
                        photoCountText(snapshot.count(SplitPart::Valid))));
    });
    connect(&m_learner, &Learner::rateFound, this, &TrainingPage::onRateFound);
    connect(&m_learner, &Learner::trainingEnded, this, [this](const QString& text) {
        m_state->setText(text);
        addLog(text);
    });
    connect(m_learner.jobs(), &JobRunner::started, this, &TrainingPage::updateButtons);
    connect(m_learner.jobs(), &JobRunner::finished, this, &TrainingPage::updateButtons);
}

TrainJobRequest TrainingPage::request() const
{
    TrainJobRequest request;
    request.recipe = m_form->recipe();
    request.body = {m_form->weights(), m_form->backbone(), request.recipe.seed,
                    request.recipe.stages.front().side};
    request.snapshot.onlyAccepted = m_form->onlyAccepted();
    request.snapshot.fractions.test = m_form->testShare();
    request.snapshot.seed = request.recipe.seed;
    return request;
}

void TrainingPage::prepareCharts(const TrainJobRequest& request)
{
    m_stages = request.recipe.stages;
    QList<double> marks;
    for (size_t stage = 1; stage < m_stages.size(); ++stage)
        marks.append(epochAt(int(stage), 0));
    const double end = epochAt(int(m_stages.size()), 0);
    for (CurveChart* chart : {m_loss, m_error, m_rate}) {
        chart->clear();
        chart->setMarks(marks);
        chart->setXRange(0, end);
    }
    m_log->clear();
    addLog(tr("Training %1, %2 epochs").arg(backboneText(request.body.backbone)).arg(end));
    m_state->setText(tr("Getting photos ready…"));
    updateButtons();
}

/// Epochs since the beginning of the training.
double TrainingPage::epochAt(int stage, double epoch) const
{
    for (int before = 0; before < stage && before < int(m_stages.size()); ++before)
        epoch += m_stages[size_t(before)].epochs;
    return epoch;
}

void TrainingPage::onStep(const TrainStep& step)
{
    if (step.isPreparing)
        return sayStep({tr("Getting photos ready"), tr("%1 of %2").arg(step.step).arg(step.steps)}, step);
    const double part = step.steps > 0 ? double(step.step) / step.steps : 0;
    const double x = epochAt(step.stage, step.epoch + part);
    m_loss->addPoint(Training, x, step.loss);
    m_rate->addPoint(0, x, step.learningRate);
    sayStep({tr("Stage %1 of %2").arg(step.stage + 1).arg(m_stages.size()),
             tr("epoch %1 of %2")
                 .arg(step.epoch + 1)
                 .arg(step.stage < int(m_stages.size()) ? m_stages[size_t(step.stage)].epochs : 0)},
            step);
}

void TrainingPage::sayStep(QStringList parts, const TrainStep& step)
{
    if (step.photosPerSecond >= 1)
        parts.append(tr("%1 photos/s").arg(numberText(qint64(step.photosPerSecond))));
    if (step.secondsLeft >= 0)
        parts.append(tr("%1 left").arg(durationText(step.secondsLeft)));
    if (m_stop->isEnabled())
        m_state->setText(parts.join(QStringLiteral("  ·  ")));
}

void TrainingPage::onEpoch(const TrainEpoch& epoch)
{
    const double x = epochAt(epoch.stage, epoch.epoch + 1);
    m_loss->addPoint(Testing, x, epoch.valid.loss);
    m_error->addPoint(0, x, epoch.valid.errorRate());
    addLog(epochText(epoch));
}

/// Its steps were not kept: a point at its end stands for them.
void TrainingPage::onEarlierEpoch(const TrainEpoch& epoch)
{
    const double x = epochAt(epoch.stage, epoch.epoch + 1);
    m_loss->addPoint(Training, x, epoch.trainLoss);
    m_rate->addPoint(0, x, epoch.learningRate);
    onEpoch(epoch);
}

void TrainingPage::onRateFound(const RateCurve& curve)
{
    m_finder->clear();
    for (const RatePoint& point : curve.points)
        m_finder->addPoint(0, point.learningRate, point.loss);
    m_finder->setHighlight(curve.suggestion);
    m_finder->show();
    m_suggestion = shortNumber(curve.suggestion).toDouble();
    m_useRate->setText(tr("Use %1 for the first stage").arg(shortNumber(curve.suggestion)));
    m_useRate->setVisible(curve.suggestion > 0);
}

void TrainingPage::showEngine()
{
    const EngineReport& report = m_learner.engineReport();
    switch (m_learner.engineState()) {
    case Learner::EngineState::Asleep:
    case Learner::EngineState::Loading:
        m_device->setText(tr("Loading the learning engine…"));
        break;
    case Learner::EngineState::Ready:
        m_device->setText(tr("%1 on %2 (%3), %4, %5 threads")
                              .arg(report.runtime, report.device, report.deviceName, report.precision)
                              .arg(report.threads));
        m_device->setToolTip(report.reason);
        m_form->setBackbones(m_learner.backbones());
        break;
    case Learner::EngineState::Missing:
        m_device->setText(m_learner.engineProblem());
        m_state->setText(m_learner.engineProblem());
        break;
    }
    updateButtons();
}

void TrainingPage::summarize()
{
    m_isSummaryOld = false;
    m_learner.summarize(request().snapshot);
}

void TrainingPage::updateButtons()
{
    const bool isReady = m_learner.engineState() == Learner::EngineState::Ready;
    m_train->setEnabled(isReady && !m_learner.isTraining() && m_data->canTrain());
    m_stop->setEnabled(m_learner.isBusy() && isReady);
    m_find->setEnabled(isReady && !m_learner.isBusy() && m_data->canTrain());
}

void TrainingPage::loadRecipe()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Load a recipe"), {}, tr("Recipes (*.json)"));
    if (path.isEmpty())
        return;
    QFile file(path);
    if (!file.open(QFile::ReadOnly)) {
        m_state->setText(tr("%1 cannot be read: %2").arg(path, file.errorString()));
        return;
    }
    const auto recipe = recipeFromJson(QJsonDocument::fromJson(file.readAll()).object());
    if (recipe)
        m_form->setRecipe(*recipe);
    m_state->setText(recipe ? tr("Loaded the recipe %1").arg(path) : recipe.error().message);
}

void TrainingPage::saveRecipe()
{
    QString path = QFileDialog::getSaveFileName(this, tr("Save the recipe"), {}, tr("Recipes (*.json)"));
    if (path.isEmpty())
        return;
    if (!path.endsWith(QLatin1String(".json")))
        path += QLatin1String(".json");
    const auto saved = writeWhole(path, QJsonDocument(toJson(m_form->recipe())).toJson());
    m_state->setText(saved ? tr("Saved the recipe to %1").arg(path)
                           : tr("%1 cannot be written: %2").arg(path, saved.error()));
}

void TrainingPage::addLog(const QString& line)
{
    m_log->appendPlainText(
        QStringLiteral("%1  %2").arg(QTime::currentTime().toString(QStringLiteral("hh:mm:ss")), line));
}

QString TrainingPage::log() const
{
    return m_log->toPlainText();
}

QString TrainingPage::device() const
{
    return m_device->text();
}

QString TrainingPage::state() const
{
    return m_state->text();
}

void TrainingPage::restyle()
{
    if (m_state->text().isEmpty())
        m_state->setText(
            tr("Press Train and go on labeling: the curves of loss and error grow here meanwhile, "
               "and the model is listed on the right."));
    m_device->setForegroundRole(QPalette::PlaceholderText);
}

void TrainingPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_learner.wakeEngine();
    if (const auto stored = WeightStore().stored())
        m_form->setStoredWeights(*stored);
    if (m_isSummaryOld && m_desk.isOpen())
        summarize();
}

void TrainingPage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QWidget::changeEvent(event);
}

} // namespace creel
