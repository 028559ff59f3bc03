#pragma once

#include "core/base/result.h"
#include "core/serve/lan_addresses.h"
#include "core/serve/model_server.h"

#include <QObject>
#include <QThread>

class QSemaphore;

namespace creel {

/// The serving side of the window: a model behind HTTP, with threads of its own that go at low priority. What
/// takes time, opening the model and answering what is under way at the end, happens there. GUI thread.
class Sharer : public QObject
{
    Q_OBJECT

public:
    enum class State
    {
        Stopped,
        Starting,
        Serving,
        Stopping
    };

    Sharer(EngineFactory makeEngine, QObject* parent);
    /// Stops and waits for it.
    ~Sharer() override;

    State state() const { return m_state; }
    /// Starts unless it runs; changed() says when it answers, or failed() why it does not.
    void start(const ServeOptions& options, const QString& modelName);
    /// Takes no more requests and lets those under way end. Returns at once.
    void stop();

    // Of what runs, or ran last.
    const QString& modelName() const { return m_modelName; }
    const ServeOptions& options() const { return m_options; }
    bool isOnNetwork() const;
    /// Where it answers, the likeliest first; follows the machine from one network to another. Just
    /// this machine's own while it is in no network.
    const QList<LanAddress>& addresses() const { return m_addresses; }
    /// "http://192.168.1.7:8080"
    QString url(const LanAddress& address) const;
    /// The same for this machine itself.
    QString ownUrl() const;
    /// A second old at most while it runs.
    const ServeFigures& figures() const { return m_figures; }
    /// Nothing unless it is Serving.
    std::optional<qint64> secondsServing() const;
    /// Why it did not start the last time; empty if it did.
    const QString& problem() const { return m_problem; }

    /// The host that lets the local network in.
    static QString networkHost() { return QStringLiteral("0.0.0.0"); }

Q_SIGNALS:
    void changed();        ///< the state
    void figuresChanged(); ///< or the addresses
    void failed(const QString& message);

private:
    struct Look
    {
        ServeFigures figures;
        QList<LanAddress> addresses;
    };

    void serve(const ServeOptions& options, QSemaphore& stopped);
    /// Runs `say` here, from the server's thread.
    template<class Say>
    void tell(Say say);
    void setState(State state);
    void onStarted(quint16 port, const QList<LanAddress>& addresses);
    void onFailed(const Error& error);
    void onLook(const Look& look);
    void setAddresses(const QList<LanAddress>& addresses);

    const EngineFactory m_makeEngine;
    State m_state = State::Stopped;
    ServeOptions m_options;
    QString m_modelName;
    QString m_problem;
    quint16 m_port = 0;
    QList<LanAddress> m_addresses;
    ServeFigures m_figures;
    std::chrono::steady_clock::time_point m_since;
    std::shared_ptr<QSemaphore> m_stop;
    std::unique_ptr<QThread> m_thread;
};

} // namespace creel
