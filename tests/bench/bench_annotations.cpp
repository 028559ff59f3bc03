// How long the preview of an import of annotations and the import itself take in the window, and the longest
// time that the window does not answer meanwhile. Usage: bench_annotations [dataset…]; without, yolo_fish and
// voc_kangaroo of the shared data.

#include "tests/bench/times.h"
#include "tests/support/catalog_factory.h"
#include "tests/support/own_settings.h"
#include "tests/support/shared_data.h"
#include "ui/exchange/annotation_dialog.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/theme.h"

#include <QPushButton>
#include <QTemporaryDir>

using namespace creel;
using namespace creel::bench;

namespace {

/// The longest time between two turns of the event loop.
class StallWatch
{
public:
    StallWatch()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, [this] {
            m_longest = std::max(m_longest, m_turn.wallMs());
            m_longestOwn = std::max(m_longestOwn, m_turn.cpuMs());
            m_turn.restart();
        });
        m_timer.start(1);
    }

    /// Since the last time.
    void print(const char* what, double seconds)
    {
        std::printf("%-10s %7.2f s   longest stall %7.1f ms   own work in a turn %7.1f ms\n", what, seconds,
                    m_longest, m_longestOwn);
        std::fflush(stdout);
        m_longest = m_longestOwn = 0;
    }

private:
    QTimer m_timer;
    Stopwatch m_turn;
    double m_longest = 0;
    double m_longestOwn = 0;
};

void waitUntil(const std::function<bool()>& isDone)
{
    while (!isDone())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

void measure(const BytePath& dataset)
{
    const QTemporaryDir folder;
    Desk desk;
    MainWindow window(desk);
    window.show();
    test::must(desk.open(folder.filePath(QStringLiteral("bench.creel"))));
    waitUntil([&] { return desk.isFullyLoaded(); });
    std::printf("%s\n", dataset.constData());
    Stopwatch clock;
    {
        StallWatch stalls;
        window.importAnnotations(dataset);
        auto* dialog = window.findChild<AnnotationDialog*>();
        bool isShown = false;
        QObject::connect(dialog, &PreviewDialog::previewed, [&isShown] { isShown = true; });
        waitUntil([&] { return isShown; });
        stalls.print("preview", clock.wallMs() / 1000);
        std::printf("           %s %s\n", qPrintable(dialog->preview().summary()),
                    qPrintable(dialog->preview().details()));
        dialog->accept();
    }
    clock.restart();
    StallWatch stalls;
    waitUntil([&] { return !window.notice().text().isEmpty(); });
    stalls.print("import", clock.wallMs() / 1000);
    waitUntil(
        [&] { return desk.model()->rowCount() > 0 && desk.counts().total == desk.model()->rowCount(); });
    stalls.print("shown", clock.wallMs() / 1000);
    clock.restart();
    bool isUndone = false;
    QObject::connect(&desk, &Desk::applied, [&isUndone] { isUndone = true; });
    for (QPushButton* button : window.notice().findChildren<QPushButton*>()) {
        if (button->text() == QLatin1String("Undo all of it"))
            button->click();
    }
    waitUntil([&] { return isUndone; });
    stalls.print("undone", clock.wallMs() / 1000);
    desk.close();
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    test::useOwnSettings();
    Theme::apply(application, Theme::Mode::Dark);
    QList<BytePath> datasets;
    for (int i = 1; i < argc; ++i)
        datasets.append(argv[i]);
    if (datasets.isEmpty() && !test::sharedData().isEmpty())
        for (const char* name : {"yolo_fish", "voc_kangaroo"})
            datasets.append(joinPath(bytePathFromLocal(test::sharedData()), name));
    for (const BytePath& dataset : datasets)
        measure(dataset);
}
