#include "ui/panels/inspector.h"

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/catalog/model_store.h"
#include "core/catalog/prediction_store.h"
#include "ui/panels/box_list.h"
#include "ui/panels/copy_button.h"
#include "ui/panels/note_field.h"
#include "ui/panels/own_keys.h"
#include "ui/panels/panel_section.h"
#include "ui/panels/proposal_list.h"
#include "ui/panels/review_line.h"
#include "ui/panels/selection_summary.h"
#include "ui/panels/wrapping_text.h"
#include "ui/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace creel {

namespace {

constexpr int delayMs = 30;
constexpr qsizetype historyShown = 6;
constexpr int summarySlice = 5000; ///< photos looked at in a row, a millisecond's work

QString coloured(const QString& html, const QColor& colour)
{
    return QStringLiteral("<span style='color:%1'>%2</span>").arg(colour.name(), html);
}

/// In a colour of its own, for a label keeps the palette's that was there when its text was set.
QString linked(const QString& target, const QString& text)
{
    return QStringLiteral("<a href='%1' style='color:%2'>%3</a>")
        .arg(target, Theme::colours().accent.name(), text.toHtmlEscaped());
}

QLabel* makeRichText(QWidget* parent)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::RichText);
    label->setWordWrap(true);
    label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    return label;
}

/// A body of a section, in line with its heading's text.
QVBoxLayout* makeBody(QWidget* body)
{
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(2 * Theme::gap + Theme::halfGap, Theme::halfGap, Theme::gap, Theme::gap);
    layout->setSpacing(Theme::gap);
    return layout;
}

qsizetype sizeOf(const QItemSelection& selection)
{
    qsizetype size = 0;
    for (const QItemSelectionRange& range : selection)
        size += range.height();
    return size;
}

QString historyHtml(const HistoryLine& line)
{
    const Theme::Colours& colours = Theme::colours();
    QString what = line.text.toHtmlEscaped();
    if (line.isUndone)
        what = coloured(QStringLiteral("<s>%1</s>").arg(what), colours.mutedText);
    const QString how = QStringLiteral("%1 · %2").arg(line.when, line.who).toHtmlEscaped();
    return QStringLiteral("<div style='margin-bottom:8px'>%1<br>%2</div>")
        .arg(what, coloured(how, colours.mutedText));
}

} // namespace

Inspector::Inspector(Desk& desk, QWidget* parent) : QScrollArea(parent), m_desk(desk)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumWidth(26 * Theme::gap);
    setAccessibleName(tr("Inspector"));
    makeWidgets();
    m_timer.setSingleShot(true);
    m_timer.setInterval(delayMs);
    connect(&m_timer, &QTimer::timeout, this, &Inspector::update);
    m_summaryTimer.setSingleShot(true);
    m_summaryTimer.setInterval(0);
    connect(&m_summaryTimer, &QTimer::timeout, this, &Inspector::continueSummary);
    follow();
    restyle();
    update();
}

Inspector::~Inspector()
{
    // A field that loses the keyboard because it goes away would save, and that would be told to who is half
    // gone.
    m_note->save();
    m_note->disconnect(this);
    m_desk.disconnect(this);
    m_desk.selection()->disconnect(this);
}

QSize Inspector::sizeHint() const
{
    return {36 * Theme::gap, 80 * Theme::gap};
}

void Inspector::follow()
{
    for (const auto signal : {&Desk::currentChanged, &Desk::labelsChanged, &Desk::setChanged,
                              &Desk::indexChanged, &Desk::opened, &Desk::closed, &Desk::predictionsChanged})
        connect(&m_desk, signal, this, &Inspector::updateLater);
    for (const auto signal : {&Desk::opened, &Desk::closed, &Desk::predictionsChanged})
        connect(&m_desk, signal, this, &Inspector::forgetModel);
    connect(&m_desk, &Desk::setChanged, &m_summaryTimer, &QTimer::stop); // positions mean other photos now
    connect(m_desk.selection(), &QItemSelectionModel::selectionChanged, this, &Inspector::updateLater);
    connect(&m_desk, &Desk::reviewsChanged, this, [this](const QList<PhotoId>& photos) {
        if (!m_shown.isValid() || photos.contains(m_shown))
            updateLater();
    });
    connect(&m_desk, &Desk::boxesChanged, this, [this](const QList<PhotoId>& photos) {
        if (photos.contains(m_shown))
            updateLater();
    });
    connect(m_boxes, &BoxList::changeWanted, this, [this](const creel::Box& box) {
        if (!m_desk.apply(ChangeBoxes{{box}}))
            updateLater(); // the button shows again what is so
    });
    connect(m_note, &NoteField::left, this, &Inspector::left);
    connect(m_note, &NoteField::unsavedChanged, this,
            [this] { m_unsaved->setVisible(m_note->hasUnsaved()); });
    connect(m_copies, &QLabel::linkActivated, this, &Inspector::openLink);
    connect(m_showAll, &QToolButton::clicked, this, [this] {
        m_showsAllHistory = true;
        showHistory();
    });
}

void Inspector::makeWidgets()
{
    auto* content = new QWidget;
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, Theme::gap, 0, Theme::gap);
    layout->setSpacing(0);
    setWidget(content);

    auto* head = new QWidget(content);
    QVBoxLayout* headLayout = makeBody(head);
    headLayout->setSpacing(Theme::halfGap);
    m_title = new WrappingText(head);
    m_title->setAccessibleName(tr("Name"));
    QFont font = m_title->font();
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_path = new WrappingText(head);
    m_path->setAccessibleName(tr("Path"));
    m_copyPath = new CopyButton(head);
    auto* pathLine = new QHBoxLayout;
    pathLine->setSpacing(Theme::halfGap);
    pathLine->addWidget(m_path, 1, Qt::AlignTop);
    pathLine->addWidget(m_copyPath, 0, Qt::AlignTop);
    auto* problemLine = new QWidget(head);
    auto* problemLayout = new QHBoxLayout(problemLine);
    problemLayout->setContentsMargins(0, Theme::halfGap, 0, 0);
    m_problemSign = new QLabel(problemLine);
    m_problem = makeRichText(problemLine);
    m_problem->setAccessibleName(tr("Problem"));
    problemLayout->addWidget(m_problemSign, 0, Qt::AlignTop);
    problemLayout->addWidget(m_problem, 1);
    headLayout->addWidget(m_title);
    headLayout->addLayout(pathLine);
    headLayout->addWidget(problemLine);
    layout->addWidget(head);

    m_selection = new FactList(content);
    auto* selectionBody = new QWidget(content);
    makeBody(selectionBody)->addWidget(m_selection);
    layout->addWidget(selectionBody);
    m_file = new FactList(nullptr);
    m_taken = new FactList(nullptr);
    m_copies = makeRichText(nullptr);
    m_copies->setObjectName(QStringLiteral("copies"));
    m_copies->setAccessibleName(tr("Copies"));
    m_copies->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    OwnKeys::keep(m_copies, {Qt::Key_Return, Qt::Key_Enter});
    m_proposals = new ProposalList(nullptr);
    m_ofOne = {addSection(tr("Review"), QStringLiteral("inspector.review"), makeReviewBody())};
    m_proposalSection = addSection(tr("Model"), QStringLiteral("inspector.model"), m_proposals);
    m_boxes = new BoxList(nullptr);
    m_boxSection = addSection(tr("Boxes"), QStringLiteral("inspector.boxes"), m_boxes);
    m_ofOne.append(addSection(tr("File"), QStringLiteral("inspector.file"), m_file));
    m_takenSection = addSection(tr("Taken"), QStringLiteral("inspector.taken"), m_taken);
    m_copiesSection = addSection(tr("Copies"), QStringLiteral("inspector.copies"), m_copies);
    m_ofOne.append(addSection(tr("History"), QStringLiteral("inspector.history"), makeHistoryBody()));
    m_ofOne += {m_path, m_copyPath, problemLine};
    layout->addStretch(1);
}

QWidget* Inspector::makeReviewBody()
{
    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::gap);
    m_review = new ReviewLine(body);
    m_note = new NoteField(m_desk, body);
    m_unsaved = new QLabel(tr("This note is not saved yet. It is kept here and tried again."), body);
    m_unsaved->setWordWrap(true);
    m_unsaved->hide();
    layout->addWidget(m_review);
    layout->addWidget(m_note);
    layout->addWidget(m_unsaved);
    return body;
}

QWidget* Inspector::makeHistoryBody()
{
    auto* body = new QWidget;
    auto* layout = new QVBoxLayout(body);
    layout->setContentsMargins(0, 0, 0, 0);
    m_history = makeRichText(body);
    m_history->setAccessibleName(tr("History"));
    m_history->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_showAll = new QToolButton(body);
    m_showAll->setAutoRaise(true);
    m_showAll->setFocusPolicy(Qt::TabFocus);
    m_showAll->setToolTip(tr("Show everything that was ever decided about this photo"));
    OwnKeys::keep(m_showAll, {Qt::Key_Space});
    layout->addWidget(m_history);
    layout->addWidget(m_showAll, 0, Qt::AlignLeft);
    return body;
}

PanelSection* Inspector::addSection(const QString& title, const QString& key, QWidget* body)
{
    auto* frame = new QWidget;
    makeBody(frame)->addWidget(body);
    auto* section = new PanelSection(title, key, frame, widget());
    widget()->layout()->addWidget(section);
    return section;
}

QString Inspector::title() const
{
    return m_title->toPlainText();
}

QString Inspector::problem() const
{
    return m_problem->parentWidget()->isHidden() ? QString() : m_problem->text();
}

QString Inspector::copies() const
{
    return m_copiesSection->isHidden() ? QString() : m_copies->text();
}

QString Inspector::history() const
{
    return m_history->text();
}

void Inspector::setSumsUpSelection(bool sumsUp)
{
    m_sumsUpSelection = sumsUp;
    updateLater();
}

void Inspector::updateLater()
{
    if (!m_timer.isActive())
        m_timer.start();
}

void Inspector::update()
{
    m_summaryTimer.stop();
    if (!m_desk.isOpen() || !m_desk.currentPhoto().isValid())
        showNothing(m_desk.isOpen() ? tr("No photo to show") : QString());
    else if (m_sumsUpSelection && sizeOf(m_desk.selection()->selection()) > 1)
        startSummary();
    else
        showPhoto(m_desk.currentPhoto());
}

void Inspector::setShown(bool single, bool many)
{
    for (QWidget* widget : m_ofOne)
        widget->setVisible(single);
    m_proposalSection->setVisible(single);
    m_boxSection->setVisible(single);
    m_takenSection->setVisible(single);
    m_copiesSection->setVisible(single);
    m_selection->parentWidget()->setVisible(many);
}

void Inspector::showNothing(const QString& text)
{
    m_shown = {};
    m_note->showNote({}, {});
    m_title->setShownText(text);
    setShown(false, false);
}

void Inspector::showPhoto(PhotoId photo)
{
    auto details = readDetails(m_desk, photo);
    const auto row = m_desk.index()->rowOf(photo);
    if (!details || !row) {
        if (!details)
            qCWarning(logUi) << "reading a photo's facts failed:" << details.error().message;
        showNothing(details ? QString() : details.error().message);
        return;
    }
    if (photo != m_shown)
        m_showsAllHistory = false;
    m_shown = photo;
    m_details = std::move(*details);
    setShown(true, false);

    const Photo& facts = m_details.photo;
    const BytePath path = m_desk.index()->absolutePath(*row);
    m_path->setColour(Theme::colours().mutedText);
    m_path->setShownText(displayPath(splitPath(path).first));
    m_copyPath->setWhat(tr("path with the name"), displayPath(path));
    QString problem = facts.problem == Problem::None ? QString() : problemText(facts.problem);
    if (facts.missing)
        problem = tr("The file was not there when its folder was last imported");
    m_problem->parentWidget()->setVisible(!problem.isEmpty());
    m_problem->setText(problem.isEmpty() ? QString()
                                         : coloured(problem.toHtmlEscaped(), Theme::colours().problem));
    m_problem->setToolTip(facts.problemDetail);
    m_file->setFacts(fileFacts(facts));
    m_taken->setFacts(takenFacts(facts));
    m_takenSection->setVisible(!m_taken->isEmpty());
    showReview(photo);
    showProposals(photo);
    showBoxes();
    showCopies();
    showHistory();
}

void Inspector::showReview(PhotoId photo)
{
    const Review& review = m_details.review;
    const LabelId living =
        m_desk.livingLabels()(review.label.isValid() ? review.label : m_details.photo.folderLabel);
    const std::optional<Label> label = m_desk.label(living);
    const LabelChip chip =
        label ? LabelChip{label->name, label->colour, !review.label.isValid()} : LabelChip();
    const bool isDecided = review.state != ReviewState::Unreviewed && review.decidedAt > 0;
    m_review->setReview(chip, review,
                        isDecided ? whenText(review.decidedAt, QDateTime::currentDateTime()) : QString());
    const bool isRejected = review.state == ReviewState::Rejected;
    QFont font = m_title->font();
    font.setStrikeOut(isRejected);
    m_title->setFont(font);
    m_title->setColour(isRejected ? Theme::colours().mutedText : Theme::colours().text);
    m_title->setShownText(displayPath(m_details.photo.name));
    m_note->showNote(photo, review.note);
}

void Inspector::forgetModel()
{
    m_knowsModel = false;
}

/// All classes, which only the catalog knows. What the model is called and can tell is read once: there may
/// be long tables with it.
void Inspector::showProposals(PhotoId photo)
{
    if (!m_knowsModel) {
        ModelStore models(*m_desk.connection());
        const auto model = models.current();
        const bool isThere = model && *model;
        m_model = isThere ? (*model)->id : ModelId();
        m_modelClasses = isThere ? (*model)->info.classes : QStringList();
        m_modelLabels = isThere ? models.classLabels(**model).value_or(QList<LabelId>()) : QList<LabelId>();
        m_knowsModel = model.has_value();
    }
    QList<ProposalList::Line> lines;
    if (m_model.isValid()) {
        const auto prediction = PredictionStore(*m_desk.connection()).byPhoto(m_model, photo);
        for (qsizetype i = 0; prediction && *prediction && i < m_modelClasses.size(); ++i) {
            const auto label = m_desk.label(m_desk.livingLabels()(m_modelLabels.value(i)));
            if (size_t(i) < (*prediction)->scores.size())
                lines.append({label ? label->name : m_modelClasses[i], label ? label->colour : QColor(),
                              (*prediction)->scores[size_t(i)]});
        }
    }
    m_proposalSection->setVisible(!lines.isEmpty());
    m_proposals->setLines(lines);
}

void Inspector::showBoxes()
{
    QList<BoxList::Line> lines;
    for (const creel::Box& box : std::as_const(m_details.boxes.boxes)) {
        const std::optional<Label> label = m_desk.label(m_desk.livingLabels()(box.label));
        lines.append(
            {box, label ? label->name : QString(), label ? label->colour : Theme::colours().mutedText});
    }
    m_boxes->setLines(lines, {m_details.photo.width, m_details.photo.height}, m_details.boxes.verified);
    m_boxSection->setVisible(!m_boxes->isEmpty());
}

void Inspector::showCopies()
{
    const Photo& photo = m_details.photo;
    QStringList lines;
    if (photo.duplicateOf.isValid()) {
        const auto first = m_desk.index()->rowOf(photo.duplicateOf);
        lines.append(tr("The same file as %1")
                         .arg(linked(QStringLiteral("photo:%1").arg(photo.duplicateOf.value()),
                                     first ? m_desk.index()->displayName(*first) : tr("another photo"))));
    } else if (m_details.sameBytes > 1)
        lines.append(m_details.sameBytes == 2
                         ? tr("One exact copy elsewhere")
                         : tr("%1 exact copies elsewhere").arg(numberText(m_details.sameBytes - 1)));
    if (photo.nearGroup.isValid() && m_details.lookAlikes > 1)
        lines.append(linked(QStringLiteral("group:%1").arg(photo.nearGroup.value()),
                            tr("%1 look alike").arg(numberText(m_details.lookAlikes))));
    m_copiesSection->setVisible(!lines.isEmpty());
    m_copies->setText(QStringLiteral("<div style='margin-bottom:4px'>") +
                      lines.join(QStringLiteral("</div><div style='margin-bottom:4px'>")) +
                      QStringLiteral("</div>"));
}

void Inspector::openLink(const QString& link)
{
    const QStringList parts = link.split(QLatin1Char(':'));
    const PhotoId id(parts.value(1).toLongLong());
    if (parts.first() == QLatin1String("photo")) {
        m_desk.goToPhoto(id);
        return;
    }
    PhotoFilter filter;
    filter.nearGroup = id;
    m_desk.setFilter(filter);
}

void Inspector::showHistory()
{
    const QList<HistoryLine> lines =
        historyLines(m_details.history, m_desk.livingLabels(), QDateTime::currentDateTime());
    const qsizetype shown = m_showsAllHistory ? lines.size() : std::min(historyShown, lines.size());
    QString html;
    for (const HistoryLine& line : lines.first(shown))
        html += historyHtml(line);
    m_history->setText(lines.isEmpty() ? coloured(tr("Nothing was decided yet"), Theme::colours().mutedText)
                                       : html);
    m_showAll->setVisible(shown < lines.size());
    m_showAll->setText(tr("Show all %1").arg(numberText(lines.size())));
}

/// Many photos are looked at a slice at a time, so that selecting a million does not stop the window.
void Inspector::startSummary()
{
    m_shown = {};
    m_note->showNote({}, {});
    const QItemSelection selection = m_desk.selection()->selection();
    m_summary = std::make_unique<SelectionSummary>();
    m_summaryRanges.clear();
    for (const QItemSelectionRange& range : selection)
        m_summaryRanges.append({range.top(), range.bottom()});
    m_title->setColour(Theme::colours().text);
    m_title->setShownText(tr("%1 selected").arg(photoCountText(sizeOf(selection))));
    setShown(false, true);
    continueSummary();
}

void Inspector::continueSummary()
{
    const PhotoItemModel& model = *m_desk.model();
    int left = summarySlice;
    while (!m_summaryRanges.isEmpty() && left > 0) {
        auto& [first, last] = m_summaryRanges.last();
        for (; first <= last && left > 0; ++first, --left)
            m_summary->add(*model.photoIndex(), m_desk.livingLabels(), model.photoRow(first));
        if (first > last)
            m_summaryRanges.removeLast();
    }
    if (!m_summaryRanges.isEmpty())
        m_summaryTimer.start();
    else
        m_selection->setFacts(m_summary->facts(m_desk));
}

void Inspector::restyle()
{
    m_problemSign->setPixmap(
        Theme::icon(QStringLiteral("problem")).pixmap(QSize(16, 16), devicePixelRatioF()));
    updateLater(); // colours are part of the texts
}

void Inspector::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QScrollArea::changeEvent(event);
}

} // namespace creel
