#include "ui/job_strip.h"

#include "core/base/text.h"
#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

namespace creel {

JobStrip::JobStrip(JobRunner& jobs, QWidget* parent)
    : QWidget(parent), m_text(new QLabel(this)), m_bar(new QProgressBar(this)), m_stop(new QToolButton(this))
{
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    layout->addWidget(m_text);
    layout->addWidget(m_bar);
    layout->addWidget(m_stop);
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1000);
    m_bar->setFixedSize(120, 6);
    m_bar->setAccessibleName(tr("Progress of the running job"));
    m_stop->setAutoRaise(true);
    m_stop->setToolTip(tr("Stop this job; what it has done so far stays"));
    m_stop->setAccessibleName(tr("Stop the running job"));
    m_stop->setIcon(Theme::icon(QStringLiteral("close")));
    connect(m_stop, &QToolButton::clicked, this, [this] {
        if (m_job)
            m_job->cancel();
        m_stop->setEnabled(false);
    });
    watch(jobs);
    follow(nullptr);
}

void JobStrip::watch(JobRunner& jobs)
{
    m_runners.append(&jobs);
    connect(&jobs, &JobRunner::started, this, [this](Job* job) {
        if (!m_job)
            follow(job);
    });
    connect(&jobs, &JobRunner::finished, this, [this](Job* job) {
        if (job != m_job)
            return;
        QList<Job*> others;
        for (const JobRunner* runner : std::as_const(m_runners))
            others += runner->running();
        follow(others.isEmpty() ? nullptr : others.first());
    });
}

void JobStrip::follow(Job* job)
{
    m_job = job;
    setVisible(job != nullptr);
    if (!job)
        return;
    m_stop->setIcon(Theme::icon(QStringLiteral("close")));
    m_stop->setEnabled(true);
    connect(job, &Job::progressed, this, &JobStrip::update);
    update();
}

void JobStrip::update()
{
    if (!m_job)
        return;
    const Progress& progress = m_job->progress();
    m_text->setText(progressText(m_job->title(), progress));
    m_bar->setVisible(progress.total > 0); // how far is not known before the total is
    if (progress.total > 0)
        m_bar->setValue(int(progress.done * 1000 / progress.total));
}

QString JobStrip::text() const
{
    return m_job ? m_text->text() : QString();
}

QString progressText(const QString& title, const Progress& progress)
{
    QStringList parts{title};
    if (!progress.step.isEmpty() && progress.total == 0)
        parts.append(progress.step);
    if (progress.total > 0)
        parts.append(JobStrip::tr("%1 %").arg(progress.done * 100 / progress.total));
    else if (progress.done > 0)
        parts.append(numberText(progress.done));
    if (progress.perSecond >= 1)
        parts.append(JobStrip::tr("%1/s").arg(numberText(qint64(progress.perSecond))));
    if (progress.secondsLeft)
        parts.append(JobStrip::tr("%1 left").arg(durationText(*progress.secondsLeft)));
    return parts.join(QStringLiteral(" · "));
}

} // namespace creel
