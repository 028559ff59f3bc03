#include "core/serve/predict_service.h"

#include "core/base/log.h"
#include "core/imaging/content_hash.h"
#include "core/learning/body_source.h"
#include "core/learning/embedding.h"
#include "core/serve/serve_text.h"

#include <QFile>

#include <sys/stat.h>

namespace creel {

namespace {

/// Changes when a file is replaced or written to; empty without one.
QByteArray fileState(const QString& file)
{
    struct stat facts
    {};
    if (::stat(QFile::encodeName(file).constData(), &facts) != 0)
        return {};
    return QByteArray::number(qulonglong(facts.st_ino)) + ' ' + QByteArray::number(qlonglong(facts.st_size)) +
           ' ' + QByteArray::number(qlonglong(facts.st_mtim.tv_sec)) + '.' +
           QByteArray::number(qlonglong(facts.st_mtim.tv_nsec));
}

Result<QByteArray> fileHash(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::NotFound,
                    ServeText::tr("Cannot read the model %1: %2").arg(path, file.errorString()));
    const uchar* bytes = file.map(0, file.size());
    if (!bytes)
        return fail(ErrorCode::Unreadable, ServeText::tr("Cannot read the model %1.").arg(path));
    return contentHash(QByteArrayView(bytes, file.size())).toHex();
}

qint64 microseconds(std::chrono::steady_clock::duration duration)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

} // namespace

PredictService::PredictService(EngineFactory makeEngine, PredictOptions options)
    : m_makeEngine(std::move(makeEngine)), m_options(options)
{
    m_thread = std::thread([this] { run(); });
}

PredictService::~PredictService()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_all();
    m_thread.join();
}

Result<void> PredictService::open(const QString& file)
{
    std::future<Result<void>> opened;
    {
        const std::lock_guard lock(m_mutex);
        m_openings.push_back({file, {}});
        opened = m_openings.back().promise.get_future();
    }
    m_wake.notify_all();
    return opened.get();
}

std::shared_ptr<const ServedModel> PredictService::model() const
{
    const std::lock_guard lock(m_mutex);
    return m_model;
}

PredictFigures PredictService::figures() const
{
    const std::lock_guard lock(m_mutex);
    return m_figures;
}

Result<EngineAnswer> PredictService::ask(std::vector<QImage> photos, Question question, Coming& coming)
{
    const auto job = std::make_shared<Job>();
    job->photos = std::move(photos);
    job->question = question;
    job->arrival = Clock::now();
    std::future<Result<EngineAnswer>> answer = job->promise.get_future();
    {
        const std::lock_guard lock(m_mutex);
        if (!m_model)
            return fail(ErrorCode::NotFound, ServeText::tr("There is no model yet."));
        const int count = int(job->photos.size());
        if (m_isStopping || m_figures.waiting + count > m_options.queuePhotos) {
            ++m_figures.refused;
            return fail(ErrorCode::Busy, ServeText::tr("Too many photos are waiting at the moment."));
        }
        m_figures.waiting += count;
        m_queue.push_back(job);
    }
    coming.end();
    m_wake.notify_one();
    if (answer.wait_for(m_options.answerWait) == std::future_status::ready)
        return answer.get();
    job->isGivenUp = true;
    return fail(ErrorCode::Busy, ServeText::tr("The answer took too long."));
}

void PredictService::run()
{
    if (auto engine = m_makeEngine())
        m_engine = std::move(*engine);
    else
        m_engineError = engine.error();
    m_nextLook = Clock::now() + m_options.watchPause;
    std::unique_lock lock(m_mutex);
    while (!m_isStopping) {
        m_wake.wait_until(lock, m_nextLook,
                          [this] { return m_isStopping || !m_queue.empty() || !m_openings.empty(); });
        waitForCompany(lock);
        const Jobs jobs = takeBatch();
        lock.unlock();
        if (!jobs.empty())
            answer(jobs);
        openWhatIsAsked();
        openIfReplaced();
        lock.lock();
    }
    refuseAll();
}

void PredictService::waitForCompany(std::unique_lock<std::mutex>& lock)
{
    if (m_queue.empty())
        return;
    m_wake.wait_until(lock, m_queue.front()->arrival + m_options.batchWait, [this] {
        return m_isStopping || m_coming == 0 || m_figures.waiting >= m_options.batchPhotos;
    });
}

/// Whole requests only, so that one model answers all of a request, and those that ask what the oldest asks.
PredictService::Jobs PredictService::takeBatch()
{
    Jobs jobs;
    int photos = 0;
    const Question question = m_queue.empty() ? Question::Classes : m_queue.front()->question;
    for (auto job = m_queue.begin(); job != m_queue.end();) {
        if ((*job)->question != question) {
            ++job;
            continue;
        }
        const int count = int((*job)->photos.size());
        if (!jobs.empty() && photos + count > m_options.batchPhotos)
            break;
        m_figures.waiting -= count;
        if (!(*job)->isGivenUp) {
            photos += count;
            jobs.push_back(std::move(*job));
        }
        job = m_queue.erase(job);
    }
    return jobs;
}

Result<std::vector<float>> PredictService::look(Question question, std::span<const QImage> photos)
{
    if (question == Question::Classes)
        return m_classifier->classify(photos);
    if (!m_body)
        return fail(ErrorCode::Unsupported, ServeText::tr("This server does not compare photos."));
    return m_body->embed(photos);
}

void PredictService::answer(const Jobs& jobs)
{
    std::vector<QImage> photos;
    for (const auto& job : jobs)
        photos.insert(photos.end(), job->photos.begin(), job->photos.end());
    const auto start = Clock::now();
    const auto numbers = look(jobs.front()->question, photos);
    const auto spent = Clock::now() - start;
    const std::shared_ptr<const ServedModel> served = model();
    {
        const std::lock_guard lock(m_mutex);
        m_figures.photos += qint64(photos.size());
        m_figures.batches += 1;
        m_figures.computeSeconds += std::chrono::duration<double>(spent).count();
    }
    const size_t each = numbers ? numbers->size() / photos.size() : 0;
    size_t row = 0;
    for (const auto& job : jobs) {
        if (!numbers) {
            job->promise.set_value(tl::unexpected(numbers.error()));
            continue;
        }
        EngineAnswer answer{
            served, {}, microseconds(start - job->arrival), microseconds(spent), int(photos.size())};
        for (size_t i = 0; i < job->photos.size(); ++i, ++row) {
            const auto first = numbers->begin() + ptrdiff_t(row * each);
            answer.numbers.emplace_back(first, first + ptrdiff_t(each));
        }
        job->promise.set_value(std::move(answer));
    }
}

Result<void> PredictService::openNow(const QString& file)
{
    if (m_engineError)
        return tl::unexpected(*m_engineError);
    m_file = file;
    m_fileState = fileState(file);
    CREEL_ASSIGN(auto classifier, m_engine->openModel(file));
    ServedModel served{classifier->info(), {}, classifier->precision(), {}};
    CREEL_ASSIGN(served.hash, fileHash(file));
    std::unique_ptr<Body> body;
    if (m_options.embeds) {
        const BodyChoice choice = bodyOf(served.info, file);
        CREEL_ASSIGN(const QByteArray weights, bodyWeightsKey(served.info, file));
        CREEL_ASSIGN(body, m_engine->openBody(choice));
        served.featureKey = featureKey(choice, weights, m_engine->report());
    }
    m_classifier = std::move(classifier);
    m_body = std::move(body);
    const std::lock_guard lock(m_mutex);
    m_figures.swaps += m_model ? 1 : 0;
    m_model = std::make_shared<ServedModel>(std::move(served));
    return {};
}

void PredictService::openWhatIsAsked()
{
    std::unique_lock lock(m_mutex);
    while (!m_openings.empty()) {
        Opening opening = std::move(m_openings.front());
        m_openings.pop_front();
        lock.unlock();
        opening.promise.set_value(openNow(opening.file));
        lock.lock();
    }
}

void PredictService::openIfReplaced()
{
    if (Clock::now() < m_nextLook)
        return;
    m_nextLook = Clock::now() + m_options.watchPause;
    const QByteArray state = m_file.isEmpty() ? m_fileState : fileState(m_file);
    if (state.isEmpty() || state == m_fileState)
        return; // one that was removed goes on answering
    if (const auto opened = openNow(m_file); !opened) {
        qCWarning(logServe, "the new model file does not open, the old one goes on: %s",
                  qUtf8Printable(opened.error().message));
        const std::lock_guard lock(m_mutex);
        ++m_figures.failedSwaps;
    }
}

void PredictService::refuseAll()
{
    const Error error{ErrorCode::Busy, ServeText::tr("Creel is stopping.")};
    for (const auto& job : m_queue)
        job->promise.set_value(tl::unexpected(error));
    for (Opening& opening : m_openings)
        opening.promise.set_value(tl::unexpected(error));
    m_queue.clear();
    m_openings.clear();
}

} // namespace creel
