#include "app/cli/commands.h"
#include "core/catalog/catalog.h"
#include "core/catalog/thumbnail_store.h"
#include "core/catalog/transaction.h"
#include "core/imaging/imaging_support.h"
#include "core/learning/engine_loader.h"

#include <QFile>
#include <QJsonArray>
#include <QSysInfo>
#include <QThread>

namespace creel {

namespace {

/// What this machine offers Creel, as one finding a line.
class Doctor
{
public:
    explicit Doctor(const Output& output) : m_output(output) {}

    void checkLibraries();
    void checkFormats();
    void checkProcessor();
    void checkEngine();
    void checkGpu();
    void checkCatalog(const CatalogOptions& options);
    bool foundTrouble() const { return m_trouble; }

private:
    void say(const QString& what, const QString& finding)
    {
        m_output.result({{QStringLiteral("check"), what}, {QStringLiteral("finding"), finding}},
                        what + QStringLiteral(": ") + finding);
    }
    void sayTrouble(const QString& what, const QString& trouble)
    {
        m_trouble = true;
        m_output.result({{QStringLiteral("check"), what}, {QStringLiteral("trouble"), trouble}},
                        what + QStringLiteral(": ") + trouble);
    }

    const Output& m_output;
    bool m_trouble = false;
};

void Doctor::checkLibraries()
{
    say(QStringLiteral("Creel"), QStringLiteral(CREEL_VERSION));
    say(QStringLiteral("system"), QSysInfo::prettyProductName());
    say(QStringLiteral("Qt"), QString::fromLatin1(qVersion()));
    const auto memory = Connection::open(QStringLiteral(":memory:"), Connection::Access::Create);
    auto version = memory ? (*memory)->run(QStringLiteral("SELECT sqlite_version()"))
                          : Result<Query>(tl::unexpected(memory.error()));
    if (version && version->next())
        say(QStringLiteral("SQLite"), version->text(0));
    else
        sayTrouble(QStringLiteral("SQLite"),
                   Cli::tr("Qt's SQLite driver is missing: install libqt6sql6-sqlite"));
    for (const LibraryVersion& library : imagingLibraries())
        say(library.name, library.version);
}

void Doctor::checkFormats()
{
    QStringList readable;
    for (const FormatSupport& support : formatSupport()) {
        if (support.isReadable)
            readable.append(support.format);
        else
            sayTrouble(QStringLiteral("format"),
                       Cli::tr("%1 cannot be read: install qt6-image-formats-plugins and libheif1")
                           .arg(support.format));
    }
    say(QStringLiteral("formats"), readable.join(QLatin1Char(' ')));
}

void Doctor::checkProcessor()
{
    say(QStringLiteral("cores"), QString::number(QThread::idealThreadCount()));
    QFile file(QStringLiteral("/proc/cpuinfo"));
    QStringList features;
    if (file.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> words = file.readAll().simplified().split(' ');
        for (const char* feature :
             {"sse4_2", "avx", "avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16", "asimd"}) {
            if (words.contains(feature))
                features.append(QString::fromLatin1(feature));
        }
    }
    say(QStringLiteral("processor features"), features.join(QLatin1Char(' ')));
}

void Doctor::checkEngine()
{
    const QString what = QStringLiteral("learning engine");
    const auto engine = loadEngine();
    const EngineSource source = engineSource();
    if (!source.file.isEmpty())
        say(QStringLiteral("engine's build"), Cli::tr("%1, because %2").arg(source.file, source.reason));
    if (engine) {
        const EngineReport report = (*engine)->report();
        say(what, Cli::tr("%1 on %2 (%3), %4 threads, %5 because %6")
                      .arg(report.runtime, report.device, report.deviceName)
                      .arg(report.threads)
                      .arg(report.precision, report.reason));
        if (source.isForGpu && report.device == QLatin1String("cpu"))
            checkGpu();
    } else if (engine.error().code == ErrorCode::NotFound && qEnvironmentVariableIsEmpty("CREEL_ENGINE")) {
        say(what, engine.error().message); // a Creel without it is complete for everything else
    } else {
        sayTrouble(what, engine.error().message);
    }
}

/// Why the build for GPUs computes on the processor all the same.
void Doctor::checkGpu()
{
    EngineOptions options;
    options.device = DeviceChoice::Cuda;
    if (const auto engine = loadEngine(options); !engine)
        sayTrouble(
            QStringLiteral("GPU"),
            Cli::tr("%1 The driver may be too old for this libtorch: `nvidia-smi` says which CUDA it knows.")
                .arg(engine.error().message));
}

void Doctor::checkCatalog(const CatalogOptions& options)
{
    // The write lock says whether a write would do, and a transaction that is not committed leaves no trace.
    const auto tryToWrite = [&]() -> Result<void> {
        CREEL_ASSIGN(const auto connection, options.open(Connection::Access::ReadWrite));
        CREEL_ASSIGN(const Transaction transaction, Transaction::begin(*connection));
        return {};
    };
    const auto tryCache = [&]() -> Result<void> {
        CREEL_ASSIGN(const QString path, options.path());
        CREEL_TRY(ThumbnailStore::open(path));
        return {};
    };
    const auto check = [&](const QString& what, const Result<void>& outcome) {
        if (outcome)
            say(what, Cli::tr("can be read and written"));
        else
            sayTrouble(what, outcome.error().message);
    };
    const Result<void> catalog = tryToWrite();
    check(QStringLiteral("catalog"), catalog);
    if (catalog) // a cache is made where it is missing, which only a catalog may cause
        check(QStringLiteral("cache"), tryCache());
}

Result<int> runDoctor(const CatalogOptions& options, const Output& output)
{
    Doctor doctor(output);
    doctor.checkLibraries();
    doctor.checkFormats();
    doctor.checkProcessor();
    doctor.checkEngine();
    if (!options.catalog.empty())
        doctor.checkCatalog(options);
    return doctor.foundTrouble() ? exitFailed : exitDone;
}

} // namespace

void addDoctorCommand(CLI::App& app, Invocation& invocation)
{
    auto options = std::make_shared<CatalogOptions>();
    CLI::App* command =
        addCommand(app, invocation, "doctor",
                   Cli::tr("Say what Creel finds on this machine, and whether a catalog can be used.\n"
                           "Exit code 1 if something is missing."));
    command->add_option("--catalog", options->catalog, Cli::tr("Look at this catalog too").toStdString())
        ->type_name("FILE");
    command->callback([&invocation, options] {
        invocation.work = [options](const Output& output) {
            return runDoctor(*options, output);
        };
    });
}

} // namespace creel
