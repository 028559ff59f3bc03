#include "ui/share/sharer.h"

#include "ui/patience.h"

#include <QSemaphore>
#include <QUrl>

namespace creel {

namespace {

constexpr int lookMs = 1000; // between two looks at the figures

const LanAddress ownAddress{{}, QStringLiteral("127.0.0.1")};

} // namespace

Sharer::Sharer(EngineFactory makeEngine, QObject* parent)
    : QObject(parent), m_makeEngine(std::move(makeEngine))
{}

Sharer::~Sharer()
{
    if (!m_thread)
        return;
    m_stop->release();
    m_thread->wait();
}

bool Sharer::isOnNetwork() const
{
    return m_options.host == networkHost();
}

QString Sharer::url(const LanAddress& address) const
{
    return QStringLiteral("http://%1:%2").arg(address.address, QString::number(m_port));
}

QString Sharer::ownUrl() const
{
    return url(ownAddress);
}

std::optional<qint64> Sharer::secondsServing() const
{
    if (m_state != State::Serving)
        return std::nullopt;
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - m_since)
        .count();
}

void Sharer::start(const ServeOptions& options, const QString& modelName)
{
    if (m_state != State::Stopped)
        return;
    m_options = options;
    m_modelName = modelName;
    m_problem.clear();
    m_figures = {};
    m_addresses.clear();
    m_stop = std::make_shared<QSemaphore>();
    m_thread.reset(QThread::create([this, options, stop = m_stop] { serve(options, *stop); }));
    connect(m_thread.get(), &QThread::finished, this, [this] {
        m_thread->wait();
        setState(State::Stopped);
    });
    setState(State::Starting);
    m_thread->start();
}

void Sharer::stop()
{
    if (m_state != State::Starting && m_state != State::Serving)
        return;
    m_stop->release();
    setState(State::Stopping);
}

/// On the server's thread.
void Sharer::serve(const ServeOptions& options, QSemaphore& stopped)
{
    makeThisThreadPatient();
    ModelServer server(m_makeEngine, options);
    if (const auto started = server.start(); !started)
        return tell([error = started.error()](Sharer& sharer) { sharer.onFailed(error); });
    tell([port = QUrl(server.address()).port(), addresses = lanAddresses()](Sharer& sharer) {
        sharer.onStarted(quint16(port), addresses);
    });
    const auto look = [&] {
        tell([look = Look{server.figures(), lanAddresses()}](Sharer& sharer) { sharer.onLook(look); });
    };
    do
        look();
    while (!stopped.tryAcquire(1, lookMs));
    server.stop();
    look();
}

template<class Say>
void Sharer::tell(Say say)
{
    QMetaObject::invokeMethod(
        this, [this, say = std::move(say)] { say(*this); }, Qt::QueuedConnection);
}

void Sharer::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
}

void Sharer::onStarted(quint16 port, const QList<LanAddress>& addresses)
{
    m_port = port;
    m_since = std::chrono::steady_clock::now();
    setAddresses(addresses);
    if (m_state == State::Starting) // else it is to stop already
        setState(State::Serving);
}

void Sharer::onFailed(const Error& error)
{
    m_problem = error.code == ErrorCode::Conflict
                    ? tr("Port %1 is taken by another program. Choose another port, or stop that program.")
                          .arg(m_options.port)
                    : error.message;
    Q_EMIT failed(m_problem);
}

void Sharer::onLook(const Look& look)
{
    m_figures = look.figures;
    setAddresses(look.addresses);
    Q_EMIT figuresChanged();
}

void Sharer::setAddresses(const QList<LanAddress>& addresses)
{
    m_addresses = isOnNetwork() && !addresses.isEmpty() ? addresses : QList{ownAddress};
}

} // namespace creel
