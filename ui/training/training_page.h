#pragma once

#include "core/learning/train_job.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSplitter;

namespace creel {

class CurveChart;
class DataSummary;
class Desk;
class Learner;
class ModelList;
class RecipeForm;

/// The page where models are made: the recipe, how a training is going, what it learns from, and the models
/// that came of it.
class TrainingPage : public QWidget
{
    Q_OBJECT

public:
    TrainingPage(Desk& desk, Learner& learner, QWidget* parent);

    RecipeForm& form() { return *m_form; }
    ModelList& models() { return *m_models; }
    CurveChart& lossChart() { return *m_loss; }
    CurveChart& errorChart() { return *m_error; }
    CurveChart& rateChart() { return *m_rate; }
    CurveChart& finderChart() { return *m_finder; }
    DataSummary& data() { return *m_data; }
    QPushButton* trainButton() const { return m_train; }
    QPushButton* stopButton() const { return m_stop; }
    QString log() const;
    QString device() const;
    /// How the training is going, or what it ended with.
    QString state() const;

    /// What the form asks for.
    TrainJobRequest request() const;

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    enum Curve
    {
        Training,
        Testing
    };

    QWidget* makeRecipeColumn();
    QWidget* makeFinder();
    QWidget* makeMiddle();
    QWidget* makeLower();
    void follow();
    void prepareCharts(const TrainJobRequest& request);
    double epochAt(int stage, double epoch) const;
    void onStep(const TrainStep& step);
    void sayStep(QStringList parts, const TrainStep& step);
    void onEpoch(const TrainEpoch& epoch);
    void onEarlierEpoch(const TrainEpoch& epoch);
    void onRateFound(const RateCurve& curve);
    void showEngine();
    void summarize();
    void updateButtons();
    void loadRecipe();
    void saveRecipe();
    void addLog(const QString& line);
    void restyle();

    Desk& m_desk;
    Learner& m_learner;
    RecipeForm* m_form;
    ModelList* m_models;
    DataSummary* m_data;
    CurveChart* m_loss;
    CurveChart* m_error;
    CurveChart* m_rate;
    CurveChart* m_finder;
    QPlainTextEdit* m_log;
    QLabel* m_device;
    QLabel* m_state;
    QPushButton* m_train;
    QPushButton* m_stop;
    QPushButton* m_find;
    QPushButton* m_useRate;
    double m_suggestion = 0;
    std::vector<Stage> m_stages; ///< of the training that is shown
    bool m_isSummaryOld = true;
};

} // namespace creel
