#pragma once

#include "core/learning/engine.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

namespace creel {

/// The model that answers at the moment.
struct ServedModel
{
    ModelInfo info;
    QByteArray hash;       ///< xxHash128 of the file, hexadecimal
    QString precision;     ///< what it computes in
    QByteArray featureKey; ///< of what embed() gives; empty where the service does not embed
};

/// What the engine says about the photos of one request, all by the same model.
struct EngineAnswer
{
    std::shared_ptr<const ServedModel> model;
    /// (photos, classes) calibrated probabilities, or (photos, 2C) features.
    std::vector<std::vector<float>> numbers;
    qint64 queuedMicroseconds = 0;
    qint64 computedMicroseconds = 0; ///< of the batch that it was part of
    int batchPhotos = 0;
};

struct PredictOptions
{
    int queuePhotos = 256;                        ///< that may wait; more are refused
    int batchPhotos = 32;                         ///< that the engine is shown at a time
    std::chrono::milliseconds batchWait{10};      ///< how long a photo waits for company that is on its way
    std::chrono::milliseconds answerWait{30'000}; ///< a request that waited longer is given up
    std::chrono::milliseconds watchPause{2'000};  ///< between two looks whether the model file was replaced
    bool embeds = false; ///< embed() is there too, for another copy of the model's body in memory
};

/// How the service is doing.
struct PredictFigures
{
    qint64 photos = 0;
    qint64 batches = 0;
    qint64 refused = 0; ///< requests that found the queue full
    qint64 swaps = 0;   ///< models opened after the first
    qint64 failedSwaps = 0;
    double computeSeconds = 0;
    int waiting = 0; ///< photos
};

using EngineFactory = std::function<Result<std::unique_ptr<Engine>>()>;

/// Puts the photos of many requests together for the engine, which lives on a thread of its own. A model file
/// that is replaced is opened between two batches, and no request is lost over it.
class PredictService
{
public:
    /// The factory is called on the engine's thread, at once.
    PredictService(EngineFactory makeEngine, PredictOptions options);
    ~PredictService();
    PredictService(const PredictService&) = delete;
    PredictService& operator=(const PredictService&) = delete;

    /// A request on its way: while there are others, the engine waits a moment for them.
    class Coming
    {
    public:
        explicit Coming(PredictService& service) : m_service(service) { ++m_service.m_coming; }
        ~Coming() { end(); }
        Coming(const Coming&) = delete;
        Coming& operator=(const Coming&) = delete;

    private:
        friend class PredictService;
        void end()
        {
            if (!std::exchange(m_isOver, true) && --m_service.m_coming == 0)
                m_service.m_wake.notify_one();
        }

        PredictService& m_service;
        bool m_isOver = false;
    };

    /// Opens the model, which answers from the next batch on, and watches its file. Waits for it; any thread.
    Result<void> open(const QString& file);
    /// Null before the first open(). Any thread.
    std::shared_ptr<const ServedModel> model() const;
    /// The photos' probabilities. Waits for the answer; any thread. Errors Busy where the queue is full or
    /// the answer takes too long, NotFound without a model, or what the engine said.
    Result<EngineAnswer> predict(std::vector<QImage> photos, Coming& coming)
    {
        return ask(std::move(photos), Question::Classes, coming);
    }
    /// The same for the features that the model's body sees in them.
    Result<EngineAnswer> embed(std::vector<QImage> photos, Coming& coming)
    {
        return ask(std::move(photos), Question::Features, coming);
    }
    /// Any thread.
    PredictFigures figures() const;

private:
    using Clock = std::chrono::steady_clock;
    enum class Question
    {
        Classes,
        Features
    };
    struct Job
    {
        std::vector<QImage> photos;
        Question question = Question::Classes;
        Clock::time_point arrival;
        std::promise<Result<EngineAnswer>> promise;
        std::atomic<bool> isGivenUp = false;
    };
    struct Opening
    {
        QString file;
        std::promise<Result<void>> promise;
    };
    using Jobs = std::vector<std::shared_ptr<Job>>;

    Result<EngineAnswer> ask(std::vector<QImage> photos, Question question, Coming& coming);
    void run();
    void waitForCompany(std::unique_lock<std::mutex>& lock);
    Jobs takeBatch();
    Result<std::vector<float>> look(Question question, std::span<const QImage> photos);
    void answer(const Jobs& jobs);
    Result<void> openNow(const QString& file);
    void openWhatIsAsked();
    void openIfReplaced();
    void refuseAll();

    const EngineFactory m_makeEngine;
    const PredictOptions m_options;

    mutable std::mutex m_mutex; ///< of all up to the engine's own
    std::condition_variable m_wake;
    std::deque<std::shared_ptr<Job>> m_queue;
    std::deque<Opening> m_openings;
    std::shared_ptr<const ServedModel> m_model;
    PredictFigures m_figures;
    bool m_isStopping = false;
    std::atomic<int> m_coming = 0;

    std::unique_ptr<Engine> m_engine; ///< the engine thread's, as the rest
    std::optional<Error> m_engineError;
    std::unique_ptr<Classifier> m_classifier;
    std::unique_ptr<Body> m_body; ///< the same model's, where the service embeds
    QString m_file;
    QByteArray m_fileState; ///< what openIfReplaced() compares
    Clock::time_point m_nextLook;
    std::thread m_thread;
};

} // namespace creel
