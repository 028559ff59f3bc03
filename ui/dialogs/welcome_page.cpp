#include "ui/dialogs/welcome_page.h"

#include "ui/dialogs/action_card.h"
#include "ui/dialogs/dropped_paths.h"
#include "ui/dialogs/recent_row.h"
#include "ui/theme.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPointer>
#include <QVBoxLayout>

#include <algorithm>

namespace creel {

namespace {

constexpr int columnWidth = 480;
constexpr int signSide = 64;
constexpr qsizetype mostRecent = 8;

} // namespace

WelcomePage::WelcomePage(QWidget* parent)
    : QWidget(parent)
    , m_sign(new QLabel(this))
    , m_title(new QLabel(tr("Creel"), this))
    , m_sentence(new QLabel(tr("From scraped photos to a dataset you can trust, at a key a photo."), this))
    , m_recentTitle(new QLabel(tr("Recent catalogs"), this))
    , m_recentLayout(new QVBoxLayout)
    , m_dropHint(new QLabel(tr("You can also drop a folder of photos here."), this))
{
    setAcceptDrops(true);
    setAccessibleName(tr("Welcome"));
    auto* middle = new QWidget(this);
    middle->setFixedWidth(columnWidth);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::gap);
    m_sentence->setWordWrap(true);
    m_sentence->setAlignment(Qt::AlignHCenter);
    m_dropHint->setAlignment(Qt::AlignHCenter);
    column->addWidget(m_sign, 0, Qt::AlignHCenter);
    column->addWidget(m_title, 0, Qt::AlignHCenter);
    column->addWidget(m_sentence);
    column->addSpacing(2 * Theme::gap);
    addCards(column);
    column->addSpacing(2 * Theme::gap);
    column->addWidget(m_recentTitle);
    m_recentLayout->setSpacing(0);
    column->addLayout(m_recentLayout);
    column->addSpacing(Theme::gap);
    column->addWidget(m_dropHint);
    auto* layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(middle, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    setFocusProxy(m_openFolder);
    m_recentTitle->hide();
    restyle();
}

WelcomePage::~WelcomePage()
{
    m_pool.clear();
    m_pool.waitForDone();
}

void WelcomePage::addCards(QVBoxLayout* column)
{
    m_openFolder = new ActionCard(QStringLiteral("folder"), tr("Open a folder of photos…"),
                                  tr("Reads it into a catalog; your photos stay as they are"), this);
    auto* openCatalog =
        new ActionCard(QStringLiteral("catalog"), tr("Open a catalog…"), tr("Go on where you stopped"), this);
    auto* demo = new ActionCard(QStringLiteral("demo"), tr("Try the demo pond"),
                                tr("Drawn trout with planted mistakes, to try everything on"), this);
    for (ActionCard* card : {m_openFolder, openCatalog, demo})
        column->addWidget(card);
    connect(m_openFolder, &ActionCard::clicked, this, &WelcomePage::openFolderRequested);
    connect(openCatalog, &ActionCard::clicked, this, &WelcomePage::openCatalogRequested);
    connect(demo, &ActionCard::clicked, this, &WelcomePage::demoRequested);
}

void WelcomePage::setRecent(const QStringList& paths)
{
    qDeleteAll(m_recent);
    m_recent.clear();
    for (const QString& path : paths.first(std::min(paths.size(), mostRecent))) {
        auto* row = new RecentRow(path, this);
        m_recentLayout->addWidget(row);
        m_recent.append(row);
        connect(row, &RecentRow::clicked, this, [this, path] { Q_EMIT recentChosen(path); });
        // Queued: the list is made anew while its row still handles the click.
        connect(
            row, &RecentRow::removeRequested, this, [this, path] { Q_EMIT recentRemoved(path); },
            Qt::QueuedConnection);
    }
    m_recentTitle->setVisible(!m_recent.isEmpty());
    checkRecent();
}

void WelcomePage::checkRecent()
{
    for (RecentRow* row : std::as_const(m_recent)) {
        m_pool.start([this, row = QPointer(row), path = row->path()] {
            const bool isFound = QFileInfo::exists(path);
            QMetaObject::invokeMethod(
                this,
                [row, isFound] {
                    if (row)
                        row->setFound(isFound);
                },
                Qt::QueuedConnection);
        });
    }
}

void WelcomePage::restyle()
{
    m_sign->setPixmap(
        Theme::icon(QStringLiteral("creel")).pixmap(QSize(signSide, signSide), devicePixelRatioF()));
    QFont large = font();
    large.setPointSizeF(font().pointSizeF() * 2);
    large.setBold(true);
    m_title->setFont(large);
    QFont bold = font();
    bold.setBold(true);
    m_recentTitle->setFont(bold);
    const QString muted = QStringLiteral("color: %1").arg(Theme::colours().mutedText.name());
    m_sentence->setStyleSheet(muted);
    m_dropHint->setStyleSheet(muted);
}

void WelcomePage::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QWidget::changeEvent(event);
}

void WelcomePage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Up)
        focusNextPrevChild(event->key() == Qt::Key_Down);
    else
        QWidget::keyPressEvent(event);
}

void WelcomePage::paintEvent(QPaintEvent*)
{
    if (!m_isDropping)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::colours().accent, 2, Qt::DashLine));
    const int inset = 2 * Theme::gap;
    painter.drawRoundedRect(rect().adjusted(inset, inset, -inset, -inset), 8, 8);
}

void WelcomePage::setDropping(bool isDropping)
{
    m_isDropping = isDropping;
    update();
}

void WelcomePage::dragEnterEvent(QDragEnterEvent* event)
{
    if (droppedPaths(event->mimeData()).isEmpty())
        return;
    setDropping(true);
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

void WelcomePage::dragLeaveEvent(QDragLeaveEvent*)
{
    setDropping(false);
}

void WelcomePage::dropEvent(QDropEvent* event)
{
    setDropping(false);
    event->setDropAction(Qt::CopyAction);
    event->accept();
    const QList<BytePath> paths = droppedPaths(event->mimeData());
    if (paths.size() == 1 && paths.first().toLower().endsWith(".creel"))
        Q_EMIT recentChosen(displayPath(paths.first()));
    else if (!paths.isEmpty())
        Q_EMIT foldersDropped(paths);
}

} // namespace creel
