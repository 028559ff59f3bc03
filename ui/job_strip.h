#pragma once

#include "core/jobs/job.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace creel {

/// The running job in one line: "Importing scraped · 61 % · 2 m 10 s left", with a button that stops it.
/// Empty while nothing runs.
class JobStrip : public QWidget
{
    Q_OBJECT

public:
    JobStrip(JobRunner& jobs, QWidget* parent);

    /// Shows another runner's jobs too.
    void watch(JobRunner& jobs);
    QString text() const;

private:
    void follow(Job* job);
    void update();

    QList<JobRunner*> m_runners;
    QPointer<Job> m_job;
    QLabel* m_text;
    QProgressBar* m_bar;
    QToolButton* m_stop;
};

/// "Importing scraped · 61 % · 120 photos/s · 2 m 10 s left"
QString progressText(const QString& title, const Progress& progress);

} // namespace creel
