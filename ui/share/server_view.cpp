#include "ui/share/server_view.h"

#include "core/base/text.h"
#include "core/jobs/progress.h"
#include "ui/dialogs/message_line.h"
#include "ui/panels/fact_list.h"
#include "ui/share/qr_code_view.h"
#include "ui/share/sharer.h"
#include "ui/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>

namespace creel {

namespace {

QVBoxLayout* makeColumn(QWidget* holder)
{
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(2 * Theme::gap, Theme::gap, 2 * Theme::gap, Theme::gap);
    column->setSpacing(Theme::gap);
    return column;
}

QLabel* addText(QVBoxLayout* column, const QString& text)
{
    auto* label = new QLabel(text, column->parentWidget());
    label->setWordWrap(true);
    column->addWidget(label);
    return label;
}

QLabel* addHeading(QVBoxLayout* column, const QString& text)
{
    QLabel* label = addText(column, text);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    return label;
}

QPushButton* addButton(QBoxLayout* layout, QWidget* parent, const QString& text, const QString& tip)
{
    auto* button = new QPushButton(text, parent);
    button->setToolTip(tip);
    layout->addWidget(button, 0, Qt::AlignLeft);
    return button;
}

} // namespace

ServerView::ServerView(Sharer& sharer, QWidget* parent)
    : QWidget(parent), m_sharer(sharer), m_message(new MessageLine(this)), m_panes(new QStackedWidget(this))
{
    m_message->setContentsMargins(2 * Theme::gap, Theme::gap, 2 * Theme::gap, 0);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_panes->addWidget(makeNoModel());
    m_panes->addWidget(makeStopped());
    m_panes->addWidget(makeServing());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_message);
    layout->addWidget(m_panes, 1);
    connect(&sharer, &Sharer::changed, this, &ServerView::showState);
    connect(&sharer, &Sharer::figuresChanged, this, [this] {
        showNetworks();
        showFigures();
    });
    showState();
}

QWidget* ServerView::makeNoModel()
{
    auto* pane = new QWidget(this);
    QVBoxLayout* column = makeColumn(pane);
    addText(
        column,
        tr("No model yet. Once there is one, it can be used from here: by phones that take a photo and see "
           "what the model thinks, and by other programs over HTTP."));
    QPushButton* train = addButton(column, pane, tr("&Train a model"),
                                   tr("Go to the page Train, where models are made (Alt+T)"));
    connect(train, &QPushButton::clicked, this, &ServerView::trainRequested);
    column->addStretch(1);
    return pane;
}

QWidget* ServerView::makeStopped()
{
    auto* pane = new QWidget(this);
    QVBoxLayout* column = makeColumn(pane);
    addText(column,
            tr("Start it, and a phone can take a photo and see what the model thinks; other programs can ask "
               "the model over HTTP. Labeling and training go on meanwhile."));
    addText(column, tr("It runs while this catalog is open, and only until you stop it."))
        ->setForegroundRole(QPalette::PlaceholderText);
    column->addStretch(1);
    return pane;
}

QWidget* ServerView::makeAddress()
{
    auto* holder = new QWidget(this);
    auto* row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(3 * Theme::gap);
    m_code = new QrCodeView(holder);
    row->addWidget(m_code, 0, Qt::AlignTop);
    auto* column = new QVBoxLayout;
    column->setSpacing(Theme::gap);
    row->addLayout(column, 1);
    m_address = new QLabel(holder);
    QFont large = m_address->font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    large.setWeight(QFont::DemiBold);
    m_address->setFont(large);
    m_address->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_address->setFocusPolicy(Qt::StrongFocus); // to select and copy it by keys
    column->addWidget(m_address);
    m_networks = new QComboBox(holder);
    m_networks->setAccessibleName(tr("Network"));
    m_networks->setToolTip(tr("This computer is in several networks. Choose the one that the phone is in."));
    column->addWidget(m_networks, 0, Qt::AlignLeft);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::gap);
    QPushButton* copy =
        addButton(buttons, holder, tr("Cop&y address"), tr("Put the address on the clipboard (Alt+Y)"));
    QPushButton* open =
        addButton(buttons, holder, tr("Open in bro&wser"), tr("Open the page on this computer (Alt+W)"));
    buttons->addStretch(1);
    column->addLayout(buttons);
    m_hint = new QLabel(holder);
    m_hint->setWordWrap(true);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_hint);
    m_key = new FactList(holder);
    column->addWidget(m_key);
    column->addStretch(1);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(linkTo(m_address->text())); });
    connect(open, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl(linkTo(m_sharer.ownUrl()))); });
    connect(m_networks, &QComboBox::currentIndexChanged, this, &ServerView::showAddress);
    return holder;
}

QWidget* ServerView::makeComparing()
{
    auto* holder = new QWidget(this);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::gap);
    addText(
        column,
        tr("There are no similar photos to show yet: the model has not looked at this catalog's photos."));
    m_look = addButton(column, holder, tr("&Let it look at them"),
                       tr("Takes a while, in the background; once for each photo (Alt+L)"));
    connect(m_look, &QPushButton::clicked, this, &ServerView::embedRequested);
    return holder;
}

QWidget* ServerView::makeServing()
{
    auto* pane = new QWidget(this);
    QVBoxLayout* column = makeColumn(pane);
    column->addWidget(makeAddress());
    m_comparing = makeComparing();
    column->addWidget(m_comparing);
    column->addSpacing(Theme::gap);
    addHeading(column, tr("So far"));
    m_figures = new FactList(pane);
    column->addWidget(m_figures);
    column->addSpacing(Theme::gap);
    addHeading(column, tr("For programs"));
    m_calls = new FactList(pane);
    column->addWidget(m_calls);
    column->addStretch(1);
    return pane;
}

void ServerView::setHasModel(bool hasModel)
{
    m_hasModel = hasModel;
    showState();
}

void ServerView::setIsEmbedding(bool isEmbedding)
{
    m_look->setEnabled(!isEmbedding);
}

void ServerView::showState()
{
    using State = Sharer::State;
    switch (m_sharer.state()) {
    case State::Stopped:
        if (m_sharer.problem().isEmpty())
            m_message->say({});
        else
            m_message->sayProblem(m_sharer.problem());
        break;
    case State::Starting:
        m_message->say(tr("Opening “%1”…").arg(m_sharer.modelName()));
        break;
    case State::Serving:
        m_message->say(m_sharer.isOnNetwork()
                           ? tr("“%1” answers on this network.").arg(m_sharer.modelName())
                           : tr("“%1” answers on this computer.").arg(m_sharer.modelName()));
        break;
    case State::Stopping:
        m_message->say(tr("Stopping: requests under way are answered."));
        break;
    }
    m_message->setVisible(!m_message->text().isEmpty());
    const bool isServing = m_sharer.state() == State::Serving;
    const bool isIdle = m_sharer.state() == State::Stopped;
    m_panes->setCurrentIndex(int(isServing               ? Pane::Serving
                                 : isIdle && !m_hasModel ? Pane::NoModel
                                                         : Pane::Stopped));
    if (!isServing)
        return;
    showNetworks();
    showFigures();
}

void ServerView::showNetworks()
{
    const QList<LanAddress>& addresses = m_sharer.addresses();
    QStringList urls;
    for (int i = 0; i < m_networks->count(); ++i)
        urls.append(m_networks->itemData(i).toString());
    QStringList wanted;
    for (const LanAddress& address : addresses)
        wanted.append(m_sharer.url(address));
    if (urls != wanted) {
        const QString chosen = m_networks->currentData().toString();
        const QSignalBlocker quiet(m_networks);
        m_networks->clear();
        for (const LanAddress& address : addresses)
            m_networks->addItem(tr("%1: %2").arg(address.network, address.address), m_sharer.url(address));
        m_networks->setCurrentIndex(std::max(0, m_networks->findData(chosen)));
    }
    m_networks->setVisible(addresses.size() > 1);
    showAddress();
}

QString ServerView::linkTo(const QString& url) const
{
    const QList<QByteArray>& keys = m_sharer.options().api.keys;
    return keys.isEmpty() ? url : QStringLiteral("%1/#key=%2").arg(url, QString::fromLatin1(keys.first()));
}

void ServerView::showAddress()
{
    const QString url = m_networks->currentData().toString();
    const bool isReachable = m_sharer.isOnNetwork() && url != m_sharer.ownUrl();
    m_address->setText(url);
    m_address->setAccessibleName(tr("Address: %1").arg(url));
    m_code->setVisible(isReachable);
    m_code->setText(isReachable ? linkTo(url) : QString(), tr("QR code of %1").arg(url));
    m_hint->setText(
        isReachable ? tr("Point the phone's camera at the code. The phone has to be in the same network.")
        : m_sharer.isOnNetwork()
            ? tr("This computer is in no network at the moment, so only itself can open the page. The "
                 "address for phones appears here as soon as it is in one.")
            : tr("Only this computer can open the page. For phones, stop it, choose “Phones on this "
                 "network” and start again."));
    const QList<QByteArray>& keys = m_sharer.options().api.keys;
    const QString key = keys.isEmpty() ? QString() : QString::fromLatin1(keys.first());
    m_key->setVisible(!key.isEmpty());
    QString header;
    if (!key.isEmpty()) {
        m_key->setFacts(
            {{tr("Key"), key, tr("The QR code and the copied address bring it along"), key, true}});
        header = QStringLiteral("-H 'X-API-Key: %1' ").arg(key);
    }
    const QString classes = QStringLiteral("curl %1%2/api/classes").arg(header, url);
    const QString predict = QStringLiteral("curl %1-F image=@photo.jpg %2/api/predict").arg(header, url);
    const QString docs = url + QStringLiteral("/docs");
    m_calls->setFacts({{tr("Classes"), classes, {}, classes, true},
                       {tr("A photo"), predict, {}, predict, true},
                       {tr("All calls"), docs, {}, docs, true}});
}

void ServerView::showFigures()
{
    const ServeFigures& figures = m_sharer.figures();
    const RequestFigures& requests = figures.requests;
    QList<Fact> facts{
        {tr("Running for"), durationText(m_sharer.secondsServing().value_or(0))},
        {tr("Requests"), numberText(requests.answered)},
        {tr("Photos"), numberText(figures.predict.photos), tr("That the model looked at")},
        {tr("Errors"),
         requests.refused + requests.failed == 0
             ? tr("none")
             : tr("%1 refused, %2 failed").arg(numberText(requests.refused), numberText(requests.failed)),
         tr("Refused: the request was wrong, such as a file that is no photo. Failed: the server could "
            "not answer.")},
        {tr("Connected"), tr("%1 now").arg(numberText(figures.http.connections)),
         tr("Phones and programs that hold on to one at the moment")}};
    if (!m_sharer.options().feedback.catalog.isEmpty())
        facts.append({tr("Corrections"), numberText(requests.corrections),
                      tr("They are among the photos under Curate, unreviewed")});
    m_figures->setFacts(facts);
    m_comparing->setVisible(figures.photosToCompare == size_t(0));
}

QString ServerView::message() const
{
    return m_message->text();
}

QString ServerView::address() const
{
    return m_sharer.state() == Sharer::State::Serving ? m_address->text() : QString();
}

} // namespace creel
