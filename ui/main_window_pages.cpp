// MainWindow: its pages, and what learning tells it.

#include "ui/box_desk.h"
#include "ui/exchange/interrupted_annotations.h"
#include "ui/job_strip.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/share/serving_sign.h"
#include "ui/share/share_page.h"
#include "ui/theme.h"
#include "ui/toast.h"
#include "ui/training/training_page.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

namespace creel {

QWidget* MainWindow::makePageButtons(QWidget* bar)
{
    auto* holder = new QWidget(bar);
    auto* layout = new QHBoxLayout(holder);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto* group = new QButtonGroup(holder);
    for (const auto& [page, text] :
         {std::pair(Page::Curate, tr("Curate")), {Page::Train, tr("Train")}, {Page::Share, tr("Share")}}) {
        auto* button = new QToolButton(holder);
        button->setText(text);
        button->setAccessibleName(text);
        button->setCheckable(true);
        button->setAutoRaise(true);
        QFont font = button->font();
        font.setWeight(QFont::DemiBold);
        button->setFont(font);
        connect(button, &QToolButton::clicked, this, [this, page = page] { showPage(page); });
        group->addButton(button);
        layout->addWidget(button);
        m_pageButtons.append(button);
    }
    m_pageButtons.first()->setChecked(true);
    return holder;
}

void MainWindow::explainButtons()
{
    const auto explain = [this](QWidget* button, const QString& text, const char* action) {
        m_actions.explain(button, text, QLatin1String(action));
    };
    explain(m_pageButtons[int(Page::Curate)], tr("Look at photos and decide"), "page.curate");
    explain(m_pageButtons[int(Page::Train)], tr("Make a model that proposes labels"), "page.train");
    explain(m_pageButtons[int(Page::Share)], tr("Use photos and model elsewhere: on phones, in programs"),
            "page.share");
    explain(m_share->serveButton(), tr("Start the server, or stop it"), "share.serve");
    explain(m_share->exportButton(), tr("Choose a format and see what would be written"), "file.export");
    explain(m_viewButtons[int(View::Grid)], tr("All photos of the set"), "view.grid");
    explain(m_viewButtons[int(View::Crops)], tr("All boxes of these photos, one by one"), "view.crops");
    explain(m_viewButtons[int(View::Loupe)], tr("One photo, and back to all"), "view.loupe");
    explain(m_viewButtons[int(View::Compare)], tr("Two to four selected photos"), "view.compare");
}

void MainWindow::showPage(Page page)
{
    m_page = page;
    m_work->setCurrentIndex(int(page));
    m_pageButtons[int(page)]->setChecked(true);
    m_curateTools->setVisible(page == Page::Curate);
    m_actions.setCurating(page == Page::Curate);
    if (page == Page::Curate)
        m_views->currentWidget()->setFocus();
    else
        m_work->currentWidget()->setFocus();
}

void MainWindow::toggleServing()
{
    if (m_sharer->state() == Sharer::State::Stopped)
        showPage(Page::Share);
    m_share->toggle();
}

void MainWindow::takeProposals()
{
    if (m_view == View::Crops)
        return m_boxes->accept(); // a model's box is its proposal
    QMap<LabelId, QList<PhotoId>> byLabel;
    for (const PhotoId photo : targetPhotos()) {
        const auto row = m_desk.index()->rowOf(photo);
        const auto proposal = row ? m_desk.proposalFor(*row) : std::nullopt;
        if (proposal)
            byLabel[proposal->id].append(photo);
    }
    if (byLabel.isEmpty())
        say(tr("No model has looked at this yet. Train one, or let one predict, on the page Train."));
    else if (byLabel.size() == 1)
        decide(SetLabel{byLabel.first(), byLabel.firstKey()});
    else
        for (auto entry = byLabel.cbegin(); entry != byLabel.cend(); ++entry)
            m_desk.apply(SetLabel{*entry, entry.key()});
}

void MainWindow::connectLearner()
{
    connect(m_learner, &Learner::predictionsChanged, &m_desk, &Desk::reloadPredictions);
    connect(m_learner, &Learner::trainingStarted, this, [this] {
        m_notice->withdraw(m_trainingOffer); // it may be that one; if not, it is offered again another time
    });
    connect(m_learner, &Learner::trainingStopped, this, &MainWindow::offerStopped);
    connect(m_learner, &Learner::modelExported, this, &MainWindow::reportModelExport);
    connect(m_learner, &Learner::failed, m_toast, &Toast::showError);
    connect(m_learner->jobs(), &JobRunner::finished, this, [this](Job* job) {
        if (job->state() == Job::State::Succeeded && !job->message().isEmpty())
            m_toast->showDone(job->message(), {});
        else if (job->state() == Job::State::Failed &&
                 m_learner->engineState() != Learner::EngineState::Missing) // the page says that
            m_toast->showError(job->message());
    });
}

void MainWindow::connectSharer()
{
    connect(m_sharer, &Sharer::failed, this, [this](const QString& problem) {
        if (m_page != Page::Share) // which says it in place
            m_toast->showError(problem);
    });
    connect(&m_desk, &Desk::aboutToClose, m_sharer, &Sharer::stop);
    connect(m_serving, &QToolButton::clicked, this, [this] { showPage(Page::Share); });
    connect(m_share, &SharePage::trainRequested, this, [this] { showPage(Page::Train); });
    connect(m_share, &SharePage::exportRequested, this, &MainWindow::showExportDialog);
}

void MainWindow::offerTraining(const InterruptedTraining& training, const QString& text,
                               const QString& refusal)
{
    m_trainingOffer = m_notice->offer(text,
                                      {tr("Resume training"),
                                       [this, training] {
                                           showPage(Page::Train);
                                           m_learner->train(training.request);
                                       }},
                                      {refusal, [this, training] {
                                           m_learner->discard(training);
                                       }});
}

void MainWindow::offerStopped()
{
    if (const auto training = m_learner->stopped())
        offerTraining(*training,
                      tr("The training of “%1” was stopped. It can go on from its last epoch.")
                          .arg(training->request.name),
                      tr("Keep the best so far"));
}

/// What a crash interrupted last time.
void MainWindow::offerInterrupted()
{
    const QList<ImportRequest> imports = m_desk.takeInterruptedImports();
    const QList<AnnotationImport> annotations = takeInterruptedAnnotations(*m_desk.connection());
    if (!imports.isEmpty() || !annotations.isEmpty()) {
        m_notice->offer(tr("An import was interrupted. What it had done is safe; the rest is still to do."),
                        {tr("Resume import"), [this, imports, annotations] {
                             for (const ImportRequest& request : imports)
                                 m_desk.importPhotos(request);
                             for (const AnnotationImport& request : annotations)
                                 startAnnotationImport(request);
                         }});
    } else if (const auto training = m_learner->interrupted()) {
        offerTraining(*training,
                      tr("The training of “%1” was interrupted. It can go on from its last epoch.")
                          .arg(training->request.name),
                      tr("Forget it"));
    } else {
        offerStopped();
    }
}

} // namespace creel
