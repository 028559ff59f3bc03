#pragma once

#include "core/jobs/progress.h"

#include <QDialog>
#include <QThreadPool>
#include <QTimer>

class QPushButton;

namespace creel {

/// A form on the left and, on the right, a look at what would come of it, worked out in the background after
/// each choice. Only the latest answer is shown.
class PreviewDialog : public QDialog
{
    Q_OBJECT

public:
    ~PreviewDialog() override;

Q_SIGNALS:
    /// What is shown fits what is chosen.
    void previewed();

protected:
    PreviewDialog(const QString& title, QWidget* parent);

    /// Lays out the form, the preview and the buttons.
    void build(QWidget* form, QWidget* preview, const QString& startText, const QString& startTip);
    /// To be called when something else is chosen: works everything out anew, a moment later.
    void workSoon();
    /// Says that what is shown is of former choices.
    virtual void showWorking() = 0;
    /// Reads the choices and calls run(), or shows why that is of no use.
    virtual void work() = 0;
    void setCanStart(bool canStart);

    /// How far the work is, at most ten times a second.
    virtual void showProgress(const Progress&) {}

    /// Calls `task` with a context on a worker and `done` with what it returned here, unless something else
    /// was chosen meanwhile.
    template<class Task, class Done>
    void run(Task task, Done done)
    {
        m_token.cancel();
        m_token = CancelToken();
        const quint64 number = ++m_runs;
        const JobContext context(m_token, [this, number](const Progress& progress) {
            hereIfLatest(number, [this, progress] { showProgress(progress); });
        });
        m_pool.start([this, number, task = std::move(task), done = std::move(done), context] {
            auto result = task(context);
            hereIfLatest(number, [this, done, result = std::move(result)] {
                done(result);
                Q_EMIT previewed();
            });
        });
    }

private:
    /// Calls `act` in the window's thread, unless something else was chosen meanwhile.
    template<class Act>
    void hereIfLatest(quint64 number, Act act)
    {
        QMetaObject::invokeMethod(
            this,
            [this, number, act = std::move(act)] {
                if (number == m_runs && !m_delay.isActive())
                    act();
            },
            Qt::QueuedConnection);
    }

    QPushButton* m_start = nullptr;
    QTimer m_delay;
    CancelToken m_token; ///< of the task that runs
    quint64 m_runs = 0;
    QThreadPool m_pool;
};

} // namespace creel
