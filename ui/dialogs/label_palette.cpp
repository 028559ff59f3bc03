#include "ui/dialogs/label_palette.h"

#include "core/base/text.h"
#include "ui/dialogs/label_row_delegate.h"
#include "ui/theme.h"

#include <QJsonArray>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

namespace creel {

namespace {

constexpr int panelWidth = 400;
constexpr int rowsShown = 9;
constexpr int saveDelayMs = 2000;

QString recentSetting()
{
    return QStringLiteral("recent_labels");
}

} // namespace

LabelPalette::LabelPalette(Desk& desk, QWidget* parent)
    : OverlayPanel(Place::Middle, panelWidth, parent)
    , m_desk(desk)
    , m_title(new QLabel(this))
    , m_edit(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_hint(new QLabel(this))
{
    setAccessibleName(tr("Choose a label"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::gap, Theme::gap, Theme::gap, Theme::gap);
    layout->setSpacing(Theme::gap);
    for (QWidget* part : std::initializer_list<QWidget*>{m_title, m_edit, m_list, m_hint})
        layout->addWidget(part);
    m_title->setContentsMargins(Theme::halfGap, 0, 0, 0);
    m_edit->setPlaceholderText(tr("Type a label"));
    m_edit->setAccessibleName(tr("Label"));
    m_edit->installEventFilter(this);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new LabelRowDelegate(this));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setAccessibleName(tr("Labels that fit"));
    m_hint->setWordWrap(true);
    m_hint->setContentsMargins(Theme::halfGap, 0, Theme::halfGap, 0);
    m_saveTimer.setSingleShot(true);
    m_saveTimer.setInterval(saveDelayMs);
    connect(&m_saveTimer, &QTimer::timeout, this, &LabelPalette::saveRecent);
    connect(m_edit, &QLineEdit::textChanged, this, &LabelPalette::setText);
    connect(m_list, &QListView::clicked, this, &LabelPalette::choose);
    connect(m_list, &QListView::entered, m_list, &QListView::setCurrentIndex);
    connect(&desk, &Desk::labelsChanged, this, &LabelPalette::refreshLabels);
    connect(&desk, &Desk::countsChanged, m_list->viewport(), qOverload<>(&QWidget::update));
    connect(&desk, &Desk::opened, this, [this] {
        QList<LabelId> recent;
        for (const QJsonValue id : m_desk.setting(recentSetting()).toArray())
            recent.append(LabelId(id.toInteger()));
        m_model.setRecent(recent);
    });
    connect(&desk, &Desk::aboutToClose, this, [this] {
        if (m_saveTimer.isActive())
            saveRecent();
    });
    refreshLabels();
}

void LabelPalette::open()
{
    const qsizetype count = m_desk.selectedCount();
    m_title->setText(count == 1 ? tr("Label this photo") : tr("Label %1").arg(photoCountText(count)));
    m_edit->clear();
    setText(QString());
    OverlayPanel::open();
}

QWidget* LabelPalette::firstFocus()
{
    return m_edit;
}

void LabelPalette::noteUsed(LabelId label)
{
    m_model.noteUsed(label);
    m_saveTimer.start();
}

void LabelPalette::saveRecent()
{
    m_saveTimer.stop();
    QJsonArray ids;
    for (const LabelId label : m_model.recent())
        ids.append(label.value());
    m_desk.setSetting(recentSetting(), ids);
}

void LabelPalette::refreshLabels()
{
    const int row = m_list->currentIndex().row();
    const LabelId chosen = m_model.labelAt(row);
    m_model.setLabels(m_desk.labels(), [this](LabelId label) { return m_desk.counts().labels.value(label); });
    setText(m_edit->text());
    if (const int now = m_model.rowOf(chosen); row > 0 && now >= 0) // an import must not move the choice
        m_list->setCurrentIndex(m_model.index(now));
}

void LabelPalette::setText(const QString& text)
{
    m_model.setText(text);
    m_list->setCurrentIndex(m_model.index(0));
    fitList();
    showHint();
}

void LabelPalette::fitList()
{
    const int rows = std::min(m_model.rowCount(), rowsShown);
    m_list->setVisible(rows > 0);
    m_list->setFixedHeight(rows > 0 ? rows * m_list->sizeHintForRow(0) : 0);
}

void LabelPalette::showHint()
{
    const auto name = checkedLabelName(m_edit->text());
    QString hint;
    if (m_edit->text().trimmed().isEmpty())
        hint =
            m_desk.labels().isEmpty() ? tr("No labels yet. Type a name to make the first one.") : QString();
    else if (!name)
        hint = name.error().message;
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

void LabelPalette::choose(const QModelIndex& index)
{
    if (!index.isValid())
        return;
    const LabelId label = m_model.labelAt(index.row());
    const QString name = m_edit->text().simplified();
    dismiss();
    if (!label.isValid()) {
        Q_EMIT newLabelRequested(name);
        return;
    }
    noteUsed(label);
    Q_EMIT labelChosen(label);
}

bool LabelPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress && handleKey(static_cast<QKeyEvent*>(event)))
        return true;
    return OverlayPanel::eventFilter(watched, event);
}

bool LabelPalette::handleKey(QKeyEvent* event)
{
    const int count = m_model.rowCount();
    const int row = m_list->currentIndex().row();
    const auto go = [&](int to) {
        m_list->setCurrentIndex(m_model.index(std::clamp(to, 0, std::max(count - 1, 0))));
    };
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Tab:
        go(row + 1 < count ? row + 1 : 0);
        return true;
    case Qt::Key_Up:
    case Qt::Key_Backtab:
        go(row > 0 ? row - 1 : count - 1);
        return true;
    case Qt::Key_PageDown:
        go(row + rowsShown - 1);
        return true;
    case Qt::Key_PageUp:
        go(row - rowsShown + 1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!event->isAutoRepeat())
            choose(m_list->currentIndex());
        return true;
    default:
        return false;
    }
}

} // namespace creel
