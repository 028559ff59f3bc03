#include "core/jobs/job.h"
#include "core/review/pace.h"
#include "tests/support/patience.h"

#include <QSignalSpy>
#include <QtTest>

#include <stdexcept>
#include <thread>

using namespace creel;

class JobsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsExactlyOnce_data();
    void endsExactlyOnce();
    void anExceptionFailsTheJobAlone();
    void cancelReachesTheWork();
    void progressIsLimitedAndEndsComplete();
    void runnerCancelsAndWaitsWhenItDies();
    void durationIsInWords();
    void paceIgnoresPauses();
    void paceNeedsSomeWork();
};

void JobsTest::endsExactlyOnce_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<Job::State>("state");
    QTest::newRow("done") << -1 << Job::State::Succeeded;
    QTest::newRow("failed") << int(ErrorCode::DiskFull) << Job::State::Failed;
    QTest::newRow("cancelled") << int(ErrorCode::Cancelled) << Job::State::Cancelled;
}

void JobsTest::endsExactlyOnce()
{
    QFETCH(int, code);
    QFETCH(Job::State, state);
    JobRunner runner(1);
    Job::State seen = Job::State::Running;
    QString message;
    int ends = 0;
    connect(&runner, &JobRunner::finished, this, [&](Job* job) {
        ++ends;
        seen = job->state();
        message = job->message();
    });
    runner.start(QStringLiteral("work"), [code](const JobContext&) -> Result<QString> {
        if (code < 0)
            return QStringLiteral("said");
        return fail(ErrorCode(code), QStringLiteral("said"));
    });
    QTRY_COMPARE_WITH_TIMEOUT(ends, 1, test::patienceMs);
    QTest::qWait(20);
    QCOMPARE(ends, 1);
    QCOMPARE(seen, state);
    QCOMPARE(message, QStringLiteral("said"));
    QVERIFY(runner.running().isEmpty());
}

void JobsTest::anExceptionFailsTheJobAlone()
{
    JobRunner runner(1);
    QStringList ends;
    connect(&runner, &JobRunner::finished, this, [&](Job* job) {
        ends.append(QVariant::fromValue(job->state()).toString() + QLatin1Char(' ') + job->message());
    });
    runner.start(QStringLiteral("throws"), [](const JobContext&) -> Result<QString> {
        throw std::overflow_error("Overflow in addition");
    });
    runner.start(QStringLiteral("next"),
                 [](const JobContext&) -> Result<QString> { return QStringLiteral("done"); });
    QTRY_COMPARE(ends.size(), 2);
    QVERIFY2(ends[0].startsWith(QLatin1String("Failed ")) &&
                 ends[0].contains(QLatin1String("Overflow in addition")),
             qPrintable(ends[0]));
    QCOMPARE(ends[1], QStringLiteral("Succeeded done"));
}

void JobsTest::cancelReachesTheWork()
{
    JobRunner runner(1);
    QSignalSpy finished(&runner, &JobRunner::finished);
    Job* job = runner.start(QStringLiteral("endless"), [](const JobContext& context) -> Result<QString> {
        while (!context.isCancelled())
            std::this_thread::yield();
        return fail(ErrorCode::Cancelled, QStringLiteral("stopped"));
    });
    QCOMPARE(runner.running(), QList{job});
    job->cancel();
    QVERIFY(finished.wait(test::patienceMs));
}

void JobsTest::progressIsLimitedAndEndsComplete()
{
    JobRunner runner(1);
    Job* job = runner.start(QStringLiteral("count"), [](JobContext context) -> Result<QString> {
        for (int i = 1; i <= 100'000; ++i)
            context.report(i, 100'000, QStringLiteral("counting"));
        return QString();
    });
    int reports = 0;
    Progress last;
    connect(job, &Job::progressed, this, [&] {
        ++reports;
        last = job->progress();
    });
    QSignalSpy finished(&runner, &JobRunner::finished);
    QVERIFY(finished.wait(test::patienceMs));
    QVERIFY(reports >= 1);
    QVERIFY(reports < 100);
    QCOMPARE(last.done, 100'000);
    QCOMPARE(last.step, QStringLiteral("counting"));
}

void JobsTest::runnerCancelsAndWaitsWhenItDies()
{
    std::atomic<bool> ended = false;
    {
        JobRunner runner(1);
        runner.start(QStringLiteral("endless"), [&ended](const JobContext& context) -> Result<QString> {
            while (!context.isCancelled())
                std::this_thread::yield();
            ended = true;
            return QString();
        });
    }
    QVERIFY(ended);
}

void JobsTest::durationIsInWords()
{
    QCOMPARE(durationText(0), QStringLiteral("0 s"));
    QCOMPARE(durationText(130), QStringLiteral("2 m 10 s"));
    QCOMPARE(durationText(4320), QStringLiteral("1 h 12 min"));
}

void JobsTest::paceIgnoresPauses()
{
    Pace pace;
    for (int i = 0; i <= 30; ++i)
        pace.decided(1, i * 2000);
    QCOMPARE(qRound(*pace.perMinute()), 30);
    QCOMPARE(*pace.secondsFor(60), 120);
    pace.decided(1, 60'000 + 3'600'000); // after lunch
    QVERIFY(!pace.perMinute());
    for (int i = 1; i <= 20; ++i)
        pace.decided(1, 60'000 + 3'600'000 + i * 1000);
    QCOMPARE(qRound(*pace.perMinute()), 60);
}

void JobsTest::paceNeedsSomeWork()
{
    Pace pace;
    QVERIFY(!pace.perMinute());
    pace.decided(1, 5);
    pace.decided(1, 60);
    QVERIFY(!pace.perMinute());
    QVERIFY(!pace.secondsFor(10));
}

QTEST_GUILESS_MAIN(JobsTest)
#include "tst_jobs.moc"
