#include "app/cli/commands.h"
#include "core/learning/engine_loader.h"
#include "core/serve/model_server.h"

#include <QFile>
#include <QLoggingCategory>

#include <QThread>

#include <csignal>
#include <malloc.h>

namespace creel {

namespace {

struct ServeArguments
{
    std::string model;
    std::string catalog;
    int feedbackMegabytes = 1024;
    bool hidesPhotos = false;
    std::string host = "127.0.0.1";
    std::string keyFile;
    std::vector<std::string> origins;
    std::string precision = "auto";
    int port = 8080;
    int connections = 128;
    int queue = 256;
    int bodyMegabytes = 32;
    int megapixels = 100;
    double rate = 0;
    bool isBehindProxy = false;
};

/// SIGINT and SIGTERM, held back from every thread that starts after this object, so that one can wait for
/// them.
class StopSignals
{
public:
    StopSignals()
    {
        sigemptyset(&m_set);
        sigaddset(&m_set, SIGINT);
        sigaddset(&m_set, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &m_set, nullptr);
    }
    ~StopSignals() { pthread_sigmask(SIG_UNBLOCK, &m_set, nullptr); }
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    void wait() const
    {
        int number = 0;
        sigwait(&m_set, &number);
    }

private:
    sigset_t m_set;
};

/// A key a line; a file, because everyone on the machine can read a program's arguments.
Result<QList<QByteArray>> readKeys(const std::string& path)
{
    QList<QByteArray> keys;
    if (path.empty())
        return keys;
    QFile file(QFile::decodeName(path.c_str()));
    if (!file.open(QIODevice::ReadOnly))
        return fail(
            ErrorCode::NotFound,
            Cli::tr("Cannot read the keys in %1: %2").arg(displayPath(path.c_str()), file.errorString()));
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (!line.trimmed().isEmpty())
            keys.append(line.trimmed());
    }
    if (keys.isEmpty())
        return fail(ErrorCode::BadInput,
                    Cli::tr("There is no key in %1. Write one a line.").arg(displayPath(path.c_str())));
    return keys;
}

Result<ServeOptions> toOptions(const ServeArguments& arguments)
{
    ServeOptions options;
    options.model = QFile::decodeName(arguments.model.c_str());
    options.feedback.catalog = QFile::decodeName(arguments.catalog.c_str());
    if (!arguments.hidesPhotos)
        options.similar.catalog = options.feedback.catalog;
    options.feedback.folderBytes = qint64(arguments.feedbackMegabytes) << 20;
    options.host = toText(arguments.host);
    options.port = quint16(arguments.port);
    options.http.connections = arguments.connections;
    options.http.bodyBytes = qint64(arguments.bodyMegabytes) << 20;
    options.predict.queuePhotos = arguments.queue;
    options.api.decode.maxPixels = qint64(arguments.megapixels) * 1'000'000;
    options.api.requestsPerMinute = arguments.rate;
    options.api.isBehindProxy = arguments.isBehindProxy;
    for (const std::string& origin : arguments.origins)
        options.api.origins.append(QByteArray::fromStdString(origin));
    CREEL_ASSIGN(options.api.keys, readKeys(arguments.keyFile));
    return options;
}

EngineOptions engineOptions(const ServeArguments& arguments)
{
    static const std::map<std::string, Precision> precisions{{"auto", Precision::Auto},
                                                             {"fp32", Precision::Float32},
                                                             {"bf16", Precision::BFloat16},
                                                             {"int8", Precision::Int8}};
    EngineOptions options;
    options.precision = precisions.at(arguments.precision);
    return options;
}

Result<int> runServe(const ServeArguments& arguments, const Output& output)
{
    CREEL_ASSIGN(const ServeOptions options, toOptions(arguments));
    // Every thread of a connection would otherwise keep freed memory of its own, about twice as much in all.
    ::mallopt(M_ARENA_MAX, std::max(2, QThread::idealThreadCount()));
    const StopSignals signals;
    ModelServer server([engine = engineOptions(arguments)] { return loadEngine(engine); }, options);
    CREEL_TRY(server.start());
    const auto model = server.model();
    output.result({{QStringLiteral("address"), server.address()},
                   {QStringLiteral("model"), model->info.name},
                   {QStringLiteral("hash"), QString::fromLatin1(model->hash)},
                   {QStringLiteral("precision"), model->precision}},
                  Cli::tr("%1 answers at %2").arg(model->info.name, server.address()));
    CREEL_TRY(output.flush());
    if (server.figures().photosToCompare == size_t(0))
        message(
            Cli::tr("There are no similar photos to show yet: the catalog's photos were not shown to this "
                    "model. Run: creel embed --catalog %1 --model %2")
                .arg(options.similar.catalog, options.model));
    message(Cli::tr("Ctrl-C stops it."));
    signals.wait();
    message(Cli::tr("Stopping: requests under way are answered."));
    server.stop();
    return exitDone;
}

void addAccessOptions(CLI::App& command, ServeArguments& arguments)
{
    command
        .add_option("--host", arguments.host,
                    Cli::tr("Address to listen on (default: 127.0.0.1, this machine alone; 0.0.0.0: the "
                            "whole network)")
                        .toStdString())
        ->type_name("HOST");
    command
        .add_option("--port", arguments.port, Cli::tr("Port (default: 8080; 0: any free one)").toStdString())
        ->check(CLI::Range(0, 65535));
    command
        .add_option("--api-keys", arguments.keyFile,
                    Cli::tr("File with a key a line; the API then wants one of them").toStdString())
        ->type_name("FILE");
    command
        .add_option("--allow-origin", arguments.origins,
                    Cli::tr("Web page elsewhere that may use the API, such as https://example.org; * for all")
                        .toStdString())
        ->allow_extra_args(false)
        ->type_name("ORIGIN");
    command
        .add_option(
            "--rate", arguments.rate,
            Cli::tr("Requests a minute that one client may make (default: 0, any number)").toStdString())
        ->check(CLI::Range(0.0, 1e9));
    command.add_flag("--behind-proxy", arguments.isBehindProxy,
                     Cli::tr("A proxy says who the client is (X-Forwarded-For)").toStdString());
}

void addLimitOptions(CLI::App& command, ServeArguments& arguments)
{
    command
        .add_option("--connections", arguments.connections,
                    Cli::tr("Open at a time (default: 128)").toStdString())
        ->check(CLI::Range(1, 4096));
    command
        .add_option("--queue", arguments.queue,
                    Cli::tr("Photos that may wait for the model (default: 256)").toStdString())
        ->check(CLI::Range(1, 100'000));
    command
        .add_option("--max-megabytes", arguments.bodyMegabytes,
                    Cli::tr("Of one request (default: 32)").toStdString())
        ->check(CLI::Range(1, 1024));
    command
        .add_option("--feedback-megabytes", arguments.feedbackMegabytes,
                    Cli::tr("Of photos with corrections, all together (default: 1024)").toStdString())
        ->check(CLI::Range(1, 1 << 20));
    command
        .add_option("--max-megapixels", arguments.megapixels,
                    Cli::tr("Of one photo; larger ones are refused undecoded (default: 100)").toStdString())
        ->check(CLI::Range(1, 1000));
}

} // namespace

void addServeCommand(CLI::App& app, Invocation& invocation)
{
    auto arguments = std::make_shared<ServeArguments>();
    CLI::App* command = addCommand(
        app, invocation, "serve",
        Cli::tr("Answer over HTTP what a model sees in photos: a REST API and a page for phones.\n"
                "A model file that is replaced meanwhile is taken up without a pause. Ctrl-C stops it "
                "cleanly."));
    command->add_option("--model", arguments->model, Cli::tr("Model file").toStdString())
        ->required()
        ->type_name("FILE");
    command
        ->add_option("--precision", arguments->precision,
                     Cli::tr("Numbers to compute in (default: auto)").toStdString())
        ->check(CLI::IsMember({"auto", "fp32", "bf16", "int8"}));
    command
        ->add_option(
            "--catalog", arguments->catalog,
            Cli::tr("Catalog that takes corrections from the page, unreviewed, and whose labelled photos are "
                    "shown (small) beside similar ones; without it there is neither")
                .toStdString())
        ->type_name("FILE");
    command->add_flag("--hide-photos", arguments->hidesPhotos,
                      Cli::tr("Show none of the catalog's photos").toStdString());
    addAccessOptions(*command, *arguments);
    addLimitOptions(*command, *arguments);
    command->callback([&invocation, arguments] {
        invocation.work = [arguments](const Output& output) {
            return runServe(*arguments, output);
        };
    });
}

} // namespace creel
