#pragma once

#include "core/learning/engine.h"

#include <QStringList>

#include <mutex>

namespace creel {

/// Where a process may take its learning engine from.
struct EnginePlaces
{
    QString named;                ///< a file that is taken alone, unless empty
    QStringList folders;          ///< which may hold plug-ins
    bool hasNvidiaDriver = false; ///< without one the build for GPUs is of no use

    /// CREEL_ENGINE, and ../lib and ../lib/creel beside the program. Any thread.
    static EnginePlaces ofThisProcess();
};

/// Which build of the plug-in was taken, or would have been, and why.
struct EngineSource
{
    QString file;          ///< empty where there is none
    QString reason;        ///< completes "because …", with what to do to get the other build
    bool isForGpu = false; ///< `creel_models_cuda`, taken because of a driver
};

/// Opens one of the builds of the plug-in and keeps to it: libtorch cannot be unloaded, and two of them in
/// one process would take each other's functions. Any thread.
class EngineLoader
{
public:
    /// `creel_models_cuda` where there is a driver for it, else `creel_models`, as when the former does not
    /// load.
    Result<std::unique_ptr<Engine>> load(const EnginePlaces& places, const EngineOptions& options = {});
    /// Of the last load().
    EngineSource source() const;

private:
    Result<void> open(const EnginePlaces& places);

    mutable std::mutex m_mutex;
    EngineSource m_source;
    bool m_isOpen = false; ///< m_source.file is in the process and stays
};

/// Loads the plug-in and makes its engine; takes a second the first time. Errors NotFound where it is
/// missing, Unreadable where it does not load, NewerVersion where it belongs to another Creel, Unsupported
/// for options that this machine cannot meet. Any thread.
Result<std::unique_ptr<Engine>> loadEngine(const EngineOptions& options = {});

/// Which plug-in the last loadEngine() took. Any thread.
EngineSource engineSource();

} // namespace creel
